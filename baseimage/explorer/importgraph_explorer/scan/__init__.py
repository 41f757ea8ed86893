"""Reads what modules hold from their source files, without running anything of the package.

The modules, in the order in which a scan goes through them:

* ``files``: a file's syntax tree, if it can be had without harm;
* ``scopes``: what a file says is in its module and classes: the scan's own model, without the tree;
* ``statements``, with ``definitions`` and ``assignments`` on ``names``: from tree to model, body by body;
* ``conditions``, ``functions``, ``bodies``, ``values``, ``expressions``: the facts of one piece of it;
* ``library``: Python's own library, which is looked up for real;
* ``linking`` and ``ancestry``: where names lead, across files, and what classes inherit;
* ``recording``: records of the same form as those of an exploration at run time;
* ``exploration``: all of it in order.
"""
