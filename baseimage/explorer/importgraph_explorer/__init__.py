"""Records everything that ``import`` can reach in one installed distribution.

The modules, in the order in which an exploration goes through them:

* ``privacy``: builtins of our own, whatever a package does to the others;
* ``distributions``, ``modules``, ``libraries`` and ``subject``: what is installed, which modules its files are, what
  is explored;
* ``importing``: the start of site-packages and the imports, each a step of its own;
* ``raw``: looking at objects without running their code; everything below stands on it;
* ``kinds``, ``members`` and ``lazy``: what an object is, and which names it holds or makes up;
* ``attributes``, ``indirect``, ``instructions`` and ``unbound``: names that are annotated or set on instances, and
  hold no value;
* ``graph``, ``naming`` and ``ownership``: every object once, under one name, or whose it is;
* ``signatures``, ``annotations``, ``docs``, ``values``, ``descriptors``, ``classes``, ``sources``, ``locations``: the
  facts of one object;
* ``tracebacks``: where an error came from, for people;
* ``recording``: an object's facts as a record of the shard;
* ``exploration``: all of it in order; ``session`` and ``shard``: the two ways of writing it down (``sinks``);
* ``scan``: what modules hold by their source files, with nothing of them run.
"""

from . import privacy as privacy  # before the other modules are loaded

__version__ = "0.1.0"
