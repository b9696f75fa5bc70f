"""Asks a site again and again until it is told to end (SIGTERM); fails if any question was not answered well."""
import http.client
import signal
import sys
import time

address, name = sys.argv[1:]
asked, lost, slowest, going = 0, [], 0.0, True


def end(*_):
    global going
    going = False


signal.signal(signal.SIGTERM, end)
while going:
    began = time.monotonic()
    try:
        connection = http.client.HTTPConnection(address, timeout=10)
        connection.request("GET", "/", headers={"Host": name})
        status = connection.getresponse().status
        connection.close()
        if status != 200:
            lost.append(str(status))
    except OSError as trouble:
        lost.append(repr(trouble))
    asked += 1
    slowest = max(slowest, time.monotonic() - began)
    time.sleep(0.005)

print(f"{asked} requests: {len(lost)} lost, the slowest took {slowest * 1000:.0f} ms")
print("\n".join(lost[:5]), end="")
sys.exit(1 if lost or not asked else 0)
