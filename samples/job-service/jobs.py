"""A service that takes jobs by POST, for engines of type webhook: see docs/engines/webhook.md. It keeps them in memory."""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

JOBS = {}
SECONDS = 2.0


def told(job):
    if job["status"] == "running" and time.monotonic() - job["begun"] >= SECONDS:
        job["status"] = "done"
    return {name: job[name] for name in ("id", "submission", "status")}


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # The id is ours to choose: with that of the submission a second POST would start nothing new.
        job = {"id": f"job-{len(JOBS) + 1}", "submission": order["submissionId"], "status": "running"}
        JOBS[job["id"]] = job | {"begun": time.monotonic(), "log": f"{order['automation']}: {order['parameters']}\n"}
        self.answer(201, told(JOBS[job["id"]]))

    def do_GET(self):
        url = urlsplit(self.path)
        match url.path.strip("/").split("/"):
            case ["jobs"]:
                wanted = parse_qs(url.query).get("submission")
                self.answer(200, [told(job) for job in JOBS.values() if not wanted or job["submission"] in wanted])
            case ["jobs", name] if name in JOBS:
                self.answer(200, told(JOBS[name]))
            case ["jobs", name, "log"] if name in JOBS:
                self.answer(200, JOBS[name]["log"], "text/plain; charset=utf-8")
            case _:
                self.answer(404, {"error": "no such job"})

    def do_DELETE(self):
        job = JOBS.get(self.path.split("/")[-1])
        if job and told(job)["status"] == "running":
            job["status"] = "cancelled"
        self.answer(200 if job else 404, {})

    def answer(self, status, said, kind="application/json"):
        body = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service)
    print(f"listening on port {server.server_port}", file=sys.stderr, flush=True)
    server.serve_forever()
