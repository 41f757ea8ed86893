"""Where things are written: lines of source files, without a parser."""
