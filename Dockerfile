# The notebooks, with everything that they need: Rust, its kernel for Jupyter, JupyterLab, and the
# chapters, compiled.
#
#     docker build --tag chain-rule .
#     docker run --rm --publish 8888:8888 chain-rule
#
# Binder builds and runs it just so. A dev container (GitHub Codespaces, VS Code) builds the stage
# `tools` only, and gets the repository from outside: .devcontainer/devcontainer.json.

FROM rust:1.95.0-slim-trixie AS tools

# Versions are not pinned, because Debian keeps only the newest.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl git python3-venv \
    && rm -rf /var/lib/apt/lists/*

# By the sources of the standard library the kernel knows types.
RUN rustup component add clippy rust-src rustfmt

# Before the kernel, so that it finds where kernels are listed. Binder needs jupyterhub, of the same
# major version, and looks for JupyterLab with the `python3` that comes first.
RUN python3 -m venv /opt/jupyter \
    && /opt/jupyter/bin/pip install --no-cache-dir \
        jupyterhub==5.5.4 jupyterlab==4.6.6 notebook==7.6.5
ENV PATH=/opt/jupyter/bin:$PATH

# Where every front end looks, VS Code too. Should it have to be compiled, what that downloads is not
# kept, and belongs to root.
COPY .ci/kernel /usr/local/lib/kernel
RUN CARGO_HOME=/tmp/cargo /usr/local/lib/kernel /usr/local \
    && JUPYTER_PATH=/usr/local/share/jupyter evcxr_jupyter --install \
    && rm -rf /tmp/cargo

ARG NB_USER=jovyan
ARG NB_UID=1000
ENV USER=$NB_USER \
    HOME=/home/$NB_USER
RUN useradd --create-home --uid "$NB_UID" --shell /bin/bash "$NB_USER"
USER $NB_USER


FROM tools

ARG NB_UID=1000
RUN mkdir "$HOME/chain-rule"
WORKDIR $HOME/chain-rule
COPY --chown=$NB_UID . .

# The tool that does it is compiled in a folder of its own, which the image does not keep.
RUN CARGO_TARGET_DIR=/tmp/tool cargo build --locked --package notebooks \
    && /tmp/tool/debug/notebooks warm \
    && rm -rf /tmp/tool

EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", "--LabApp.default_url=/lab/tree/notebooks/01-unit.ipynb"]
