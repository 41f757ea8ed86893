"""Readers of what is not trusted: archives of distributions, sources, installed files. They run in containers.

Each module with a ``main`` reads a job as JSON from standard input and writes its answer as JSON. Nothing that they
read is run. Standard library only; must run on 3.9.
"""
