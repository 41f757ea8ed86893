try:
    from .broken import used
except ImportError:
    used = None
