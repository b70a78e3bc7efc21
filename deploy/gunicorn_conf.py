"""The web server, on a developer's machine and in production. Measured: docs/decisions and stack notes.

Threads, because each keeps its database connection: a process per request would reconnect each time.
"""

worker_class = "gthread"
workers = 2
threads = 8
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
# Behind a proxy the address of the client comes from its header; settings say how many proxies to believe.
forwarded_allow_ips = "127.0.0.1"
# It would listen outside var/, at one place for all houses on this machine.
control_socket_disable = True
