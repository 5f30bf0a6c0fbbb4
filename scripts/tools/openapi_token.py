"""For scripts/check-openapi: signs in anew before the token ends, however slow the machine is.

WAYMARK_SIGN_IN is the command that prints a token, with one argument per line.
"""

import os
import subprocess

import schemathesis

COMMAND = os.environ.get("WAYMARK_SIGN_IN", "").splitlines()

if COMMAND:

    @schemathesis.auth(refresh_interval=150)  # a token lives for five minutes
    class Token:
        def get(self, case, context):
            done = subprocess.run(COMMAND, check=True, capture_output=True, text=True, timeout=60)
            return done.stdout.strip()

        def set(self, case, data, context):
            case.headers = case.headers or {}
            case.headers["Authorization"] = f"Bearer {data}"
