"""The site for `vercel dev --local -A lib/dev/vercel.dev.json`, which imports `app` from here and reloads it on edits.

It joins the services that run already, and else starts some that end when the CLI's server does.
"""

import os

from lib.dev import services

os.environ.update(services.joined_by_server())

# Only now is the environment complete that the app reads when it is imported.
from lib.dev import site

app = site.load()
