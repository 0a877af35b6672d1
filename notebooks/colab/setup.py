"""Makes a session of Google Colab ready for Rust: the first cell of every notebook here runs this.

It installs Rust and evcxr, a Rust kernel for Jupyter; compiles what the notebooks need; starts the
kernel in the folder of the notebooks, where their relative paths and `evcxr.toml` hold; and adds
`%%rust`, by which a cell of this Python notebook runs there.
"""

import atexit
import os
import subprocess
import sys
import time
from pathlib import Path
from queue import Empty

from IPython import get_ipython
from IPython.display import publish_display_data
from jupyter_client.manager import start_new_kernel

NOTEBOOKS = Path(__file__).resolve().parent.parent
RUST = "1.95.0"


def step(what, command):
    """Runs a command, and says how long it took; what it printed only if it fails."""
    print(what, end=" … ", flush=True)
    begin = time.monotonic()
    done = subprocess.run(
        command,
        cwd=NOTEBOOKS.parent,
        shell=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f"{time.monotonic() - begin:.0f} s")
    if done.returncode != 0:
        raise RuntimeError(f"{command}\n{done.stdout}")


def install():
    """Everything that a session lacks. Running it again takes seconds."""
    os.environ["PATH"] = f"{Path.home()}/.cargo/bin:{os.environ['PATH']}"
    step(
        "Rust",
        "command -v rustup || curl --proto '=https' --tlsv1.2 -fsSL https://sh.rustup.rs"
        " | sh -s -- -y --no-modify-path --profile minimal --default-toolchain none",
    )
    os.environ["RUSTUP_TOOLCHAIN"] = RUST
    step(
        "Its standard library, with sources",
        f"rustup toolchain install {RUST} --profile minimal --component rust-src",
    )
    step("The kernel", ".ci/kernel ~/.cargo && evcxr_jupyter --install")
    step("The chapters", "cargo run --locked -p notebooks -- warm")


def rust(line, cell):
    """Runs a cell in the Rust kernel, and shows what it shows."""
    request = client.execute(cell)
    try:
        while True:
            try:
                message = client.get_iopub_msg(timeout=1)
            except Empty:
                if manager.is_alive():
                    continue
                raise RuntimeError("the Rust kernel is gone; run the first cell again") from None
            # What a cell prints after it was interrupted belongs to no later one.
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                print(content["text"], end="", file=getattr(sys, content["name"]))
            elif kind in ("display_data", "execute_result"):
                publish_display_data(content["data"], content.get("metadata"))
            elif kind == "error":
                print("\n".join(content["traceback"]))
            elif kind == "status" and content["execution_state"] == "idle":
                return
    except KeyboardInterrupt:
        manager.interrupt_kernel()
        raise


install()
if "manager" in get_ipython().user_ns:  # this cell ran before
    get_ipython().user_ns["client"].stop_channels()
    get_ipython().user_ns["manager"].shutdown_kernel(now=True)
manager, client = start_new_kernel(
    kernel_name="rust", startup_timeout=300, cwd=NOTEBOOKS, stdout=subprocess.DEVNULL
)
atexit.register(manager.shutdown_kernel, now=True)
get_ipython().register_magic_function(rust, "cell")
print("Ready: a cell that begins with %%rust is Rust.")
