from .broken import used
