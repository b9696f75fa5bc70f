"""Says hello; a project that uv installs nothing else for."""
import os
from wsgiref.simple_server import make_server


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello from {os.environ['APP']}\n".encode()]


make_server(os.environ["BIND_ADDRESS"], int(os.environ["PORT"]), application).serve_forever()
