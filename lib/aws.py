"""The same functions on AWS: `lib.aws.handler` behind one Lambda Function URL (payload version 2.0).

The package needs `api/`, `lib/`, `public/`, `vercel.json` and what `requirements.txt` names. The functions start up
once, on import, and stay up: Mangum's own lifespan would start and end them, with their connections, around every
single request.
"""

import asyncio

from mangum import Mangum

from lib.gateway import app

_loop = asyncio.new_event_loop()
asyncio.set_event_loop(_loop)  # Mangum runs each event on the thread's loop
_loop.run_until_complete(app.start())

handler = Mangum(app, lifespan="off")
