from collections import OrderedDict
from json import dumps
