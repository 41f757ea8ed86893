/**
 * Distributions that very many people install, whose names others imitate: 466 of the most downloaded ones
 * of a month of 2025, as the project hugovk/top-pypi-packages counted them (commit 0a17c3ac).
 */
export const POPULAR_NAMES: ReadonlySet<string> = new Set(
  `
  absl-py aenum aiobotocore aiofiles aiohappyeyeballs aiohttp aioitertools aiosignal aiosqlite alabaster
  alembic altair amqp annotated-types anyio apache-beam appdirs argcomplete argon2-cffi arrow asgiref
  asn1crypto astroid asttokens async-lru async-timeout asyncpg attrs authlib awscli awswrangler azure-core
  azure-identity azure-storage-blob babel backoff backports-tarfile bcrypt beautifulsoup4 billiard black
  bleach blinker boto3 botocore brotli build cachecontrol cachetools cattrs celery certifi cffi cfgv
  chardet charset-normalizer cleo click cloudpickle colorama coloredlogs colorlog comm confluent-kafka
  contourpy coverage crashtest croniter cryptography cycler cython databricks-sdk dataclasses-json datadog
  datasets dbt-core debugpy decorator deepdiff defusedxml deprecated dill distlib distro django dnspython
  docker docstring-parser docutils duckdb dulwich ecdsa editables elasticsearch email-validator
  entrypoints et-xmlfile eventlet exceptiongroup execnet executing faker fastapi fastavro fastjsonschema
  filelock flake8 flask flask-cors flask-limiter flatbuffers fonttools freezegun frozenlist fsspec future
  gast gcsfs gevent gitdb gitpython google-api-core google-api-python-client google-auth
  google-auth-oauthlib google-cloud-bigquery google-cloud-core google-cloud-storage google-crc32c
  google-genai google-resumable-media googleapis-common-protos graphene graphql-core graphviz greenlet
  grpcio grpcio-health-checking grpcio-status grpcio-tools gspread gunicorn gym h11 h2 h5py hatchling
  hpack html5lib httpcore httplib2 httptools httpx huggingface-hub humanfriendly humanize hvac hyperlink
  hypothesis identify idna ijson imageio imagesize importlib-metadata importlib-resources inflection
  iniconfig installer ipykernel ipython ipywidgets isodate isort itsdangerous jaraco-classes
  jaraco-context jaraco-functools jedi jeepney jinja2 jiter jmespath joblib json5 jsonpatch jsonpath-ng
  jsonpointer jsonschema jsonschema-specifications jupyter-client jupyter-core jupyter-server jupyterlab
  kafka-python keyring kiwisolver kombu kubernetes langchain langchain-core langsmith libcst limits
  llvmlite loguru lxml lz4 mako markdown markdown-it-py markupsafe marshmallow matplotlib
  matplotlib-inline mccabe mdurl mistune mlflow mock more-itertools moto mpmath msal msal-extensions
  msgpack msrest multidict multiprocess mypy mypy-extensions mysql-connector-python mysqlclient narwhals
  nbclient nbconvert nbformat nest-asyncio networkx nh3 ninja nltk nodeenv notebook numba numpy oauthlib
  omegaconf openai opencv-python openpyxl opensearch-py opentelemetry-api opentelemetry-instrumentation
  opentelemetry-proto opentelemetry-sdk opentelemetry-semantic-conventions ordered-set orjson outcome
  overrides packaging pandas paramiko parso pathos pathspec patsy pbr pendulum pexpect pg8000 pillow pip
  pip-tools pipenv pkginfo platformdirs plotly pluggy ply poetry poetry-core polars portalocker pre-commit
  prettytable prometheus-client prompt-toolkit propcache proto-plus protobuf psutil psycopg2
  psycopg2-binary ptyprocess pure-eval py py4j pyarrow pyasn1 pyasn1-modules pycodestyle pycountry
  pycparser pycryptodome pycryptodomex pydantic pydantic-core pydantic-settings pyflakes pygithub pygments
  pyjwt pylint pymongo pymysql pynacl pyodbc pyopenssl pyparsing pyproject-hooks pyrsistent pysocks
  pyspark pytest pytest-asyncio pytest-cov pytest-mock pytest-xdist python-dateutil python-dotenv
  python-json-logger python-multipart python-slugify pytz pywin32 pyyaml pyzmq rapidfuzz redis referencing
  regex requests requests-mock requests-oauthlib requests-toolbelt responses retry retrying rfc3986 rich
  rpds-py rsa ruamel-yaml ruamel-yaml-clib ruff s3fs s3transfer safetensors sagemaker schema scikit-learn
  scipy scramp seaborn secretstorage selenium semantic-version semver send2trash sentencepiece sentry-sdk
  setproctitle setuptools setuptools-scm shapely shellingham simplejson six slack-sdk smart-open smmap
  sniffio snowballstemmer snowflake-connector-python sortedcontainers soupsieve sphinx sqlalchemy sqlparse
  stack-data starlette statsmodels structlog sympy tabulate tblib tenacity tensorboard tensorflow
  termcolor terminado text-unidecode threadpoolctl thrift tiktoken tinycss2 tokenizers toml tomli tomlkit
  toolz torch torchvision tornado tox tqdm traitlets transformers trio trove-classifiers twine typeguard
  typer types-pyyaml types-requests typing-extensions typing-inspect typing-inspection tzdata tzlocal
  ujson unidecode uritemplate urllib3 uv uvicorn uvloop validators vine virtualenv wandb watchdog
  watchfiles wcwidth weaviate-client webcolors webencodings websocket-client websockets werkzeug wheel
  wrapt wsproto xgboost xlrd xlsxwriter xmltodict xxhash yamllint yarl zeep zipp zope-interface zstandard
`
    .trim()
    .split(/\s+/),
);
