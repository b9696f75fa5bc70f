from pathlib import Path

GREETING = Path("greeting.txt").read_bytes()


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [GREETING + b"Python\n"]
