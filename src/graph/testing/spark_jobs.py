"""Runs the job for Spark several times in one process, since Spark takes longer to start than to work.

Run by spark-submit, which passes on no standard input. Arguments: the path of make_indexes.py; JSON, the arguments of
each time. Standard output, as its last line: JSON, for each time what it ended with: null, or the text of SystemExit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Runs the job, each time with its own arguments."""
    job, times = Path(sys.argv[1]), json.loads(sys.argv[2])
    sys.path.insert(0, str(job.parent))
    import make_indexes

    ended: list[str | None] = []
    for arguments in times:
        sys.argv = [str(job), *arguments]
        try:
            make_indexes.main()
        except SystemExit as error:
            ended.append(str(error))
        else:
            ended.append(None)
    print(json.dumps(ended))


if __name__ == "__main__":
    main()
