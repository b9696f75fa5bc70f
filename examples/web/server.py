"""A server of its own, behind nginx, and a worker beside it."""
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Head and body in one packet: apart, the second would wait 40 ms for the kernel's word on the first.

    def do_GET(self):
        body = f"Hello from {os.environ['APP']}\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # Of 5, a busy site's visitors would meet a full queue after a deploy, and come again a second later.


Server((os.environ["BIND_ADDRESS"], int(os.environ["PORT"])), Handler).serve_forever()
