"""Looking at objects without running their code: what an object is, and which names it holds."""
