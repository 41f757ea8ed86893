from functools import reduce
fetch = reduce
