"""Records everything that ``import`` can reach in one installed distribution.

The rooms, each of which uses only those above it:

* ``privacy``: builtins of our own, whatever a package does to the others;
* ``wire``: records, the text in them, and the one way out;
* ``looking``: objects without running their code (``raw``; everything below stands on it), what they are, and which
  names they hold or make up;
* ``installed``: the distributions that are installed, which modules their files are, whose an object is, and what is
  explored;
* ``importing``: the start of site-packages and the imports, each a step of its own; what they changed, and where errors
  came from;
* ``places``: every object once, under one name;
* ``source``: where it is written;
* ``facts``: signature, annotations, docstring, value and the like of one object;
* ``scan``: what modules hold by their source files, with nothing of them run: ``reading`` of one file, ``linking`` of
  many;
* ``merging``: what stubs and sources add to what run time says;
* ``recording``: an object's facts as a record of the shard;
* ``exploration``: all of it in order; ``session`` and ``shard``: the two ways of writing it down (``wire.sinks``);
* ``cli`` and ``by_hand``: the command line.
"""

from . import privacy as privacy  # before the other modules are loaded

__version__ = "0.1.0"
