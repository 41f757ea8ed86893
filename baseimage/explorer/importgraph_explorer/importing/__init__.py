"""Starting site-packages, importing modules, and noticing what doing so has changed."""
