Json = dict
