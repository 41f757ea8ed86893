import os
TIMEOUT = 4
