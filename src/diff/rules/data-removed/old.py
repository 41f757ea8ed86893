TIMEOUT = 3
names = ["a"]
default_client = object()
KEPT = 1
