"""Says what a dependency has to say."""
import os
from wsgiref.simple_server import make_server

import hello


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{hello.words()}, at {os.environ['APP']}\n".encode()]


make_server(os.environ["BIND_ADDRESS"], int(os.environ["PORT"]), application).serve_forever()
