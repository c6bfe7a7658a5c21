"""`./run` and `./run serve`: prepare the data, start the web server and one worker for background jobs."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from chungtay.cli.manage import SETTINGS
from chungtay.rulebook.errors import ChungTayError

SUMMARY = ("Chuẩn bị dữ liệu mẫu, mở máy chủ và in địa chỉ", "prepare the demonstration data, start the server")

PYTHON = [sys.executable, "-P", "-m"]
MOST_PROCESSES = 4  # each takes some 150 MB
MANAGE = [*PYTHON, "chungtay.cli", "manage"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe · address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="cổng · port (8000)")


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    refuse_taken_port(args.host, args.port)
    prepared = subprocess.run([*MANAGE, "prepare"])
    if prepared.returncode:
        return prepared.returncode
    server = server_command(args.host, args.port)
    return keep_running([server, [*MANAGE, "work", "--verbosity", "0"]], args.host, args.port)


def server_command(host: str, port: int) -> list[str]:
    """The web server alone: a process for each of the first four processors, since one process uses no second one."""
    server = [*PYTHON, "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    server += ["--workers", str(min(MOST_PROCESSES, os.cpu_count() or 1)), "--blocking-threads", "4"]
    return [*server, "--log-level", "warning", "chungtay.config.wsgi:application"]


def refuse_taken_port(host: str, port: int, command: str = "serve") -> None:
    """Says so before anything is prepared when another program already listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ChungTayError(
                f"Không mở được cổng {port} ở {host} ({error}). Chọn cổng khác: ./run {command} --port {port + 1}",
                f"Cannot listen on port {port} of {host} ({error}). Choose another: ./run {command} --port {port + 1}",
            ) from error


def keep_running(commands: Sequence[Sequence[str]], host: str, port: int) -> int:
    """Runs all commands until Ctrl-C, a stop signal, or until one of them ends; then ends the others too. A worker
    (any but the first) that was killed is started again: its job goes on where it was."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    # A session of their own: Ctrl-C reaches us alone, and we end them in order.
    running = [subprocess.Popen(command, start_new_session=True) for command in commands]
    try:
        announce(running, host, port)
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
            for place in range(1, len(running)):
                if killed(running[place]):
                    print("Bộ phận làm việc nền bị dừng, mở lại / the worker was killed, started again", flush=True)
                    running[place] = subprocess.Popen(commands[place], start_new_session=True)
        return next(process.returncode for process in running if process.returncode is not None) or 1
    except KeyboardInterrupt:
        print("\nĐang dừng ... / stopping ...", flush=True)
        return 0
    finally:
        for process in running:
            process.terminate()
        for process in running:
            end(process)


def killed(process: subprocess.Popen[bytes]) -> bool:
    """Did somebody else's signal end it, and not the program itself?"""
    return (process.poll() or 0) < 0


def announce(running: Sequence[subprocess.Popen[bytes]], host: str, port: int) -> None:
    """Prints the address once the server answers there."""
    reachable = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not listened on
    while all(process.poll() is None for process in running):
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
            continue
        print(f"\nSẵn sàng / ready:  http://{reachable}:{port}/\nDừng bằng Ctrl-C / stop with Ctrl-C", flush=True)
        return


def end(process: subprocess.Popen[bytes]) -> None:
    """Waits for a process that was asked to stop; ends it by force after ten seconds."""
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
