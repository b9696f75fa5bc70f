"""A page that says who serves it."""
import os


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{os.environ.get('GREETING', 'Hello')} from {os.environ['APP']}\n".encode()]
