"""A pytest plugin that puts Himalia where the test suites of Jupyter's servers expect jupyter_server.

The fixtures have the names and the meaning of those of pytest-jupyter; behind them is a process, talked to over the wire.
A test that reaches into Python objects of the server is skipped, and says which.
"""

import http.client
import json
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
import tornado.httpclient
import tornado.websocket
from jupyter_server.utils import url_path_join
from pytest_jupyter.jupyter_server import *  # noqa: F403
from tornado.escape import url_escape
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from traitlets.config import Config, Configurable

COMMAND = json.loads(os.environ["HIMALIA_COMMAND"])
EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text())
SECONDS_TO_START = 30
SECONDS_TO_STOP = 20
# Managers that tests set traits of; the class under which Himalia reads them.
CLASSES = {
    "contents_manager": "ContentsManager",
    "identity_provider": "PasswordIdentityProvider",
    "kernel_manager": "MappingKernelManager",
}
# What tests read before they set it, or instead.
DEFAULTS = {"preferred_dir": "", "use_pending_kernels": False}
# Python classes that tests choose among; a server without Python has one of each.
CHOICES = ("kernel_manager_class", "contents_manager_class", "session_manager_class", "identity_provider_class")


def pytest_collection_modifyitems(items):
    """Tests that are known to fail are expected to; a machine that is slow fails none."""
    for item in items:
        item.own_markers = [mark for mark in item.own_markers if mark.name != "timeout"]
        name = f"{item.path.relative_to(item.config.rootpath)}::{item.originalname}"
        if reason := EXPECTED.get(f"{item.config.rootpath.name.rsplit('-', 1)[0]}/{name}"):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


class Manager:
    """Traits of one manager, as tests read and set them; whatever else they ask of it is out of reach."""

    def __init__(self, app, name):
        self.__dict__.update(app=app, name=name, traits={})

    def __getattr__(self, name):
        traits = self.__dict__["traits"]
        if name in traits:
            return traits[name]
        if name in DEFAULTS:
            return DEFAULTS[name]
        return self.app.out_of_reach(f"{self.name}.{name}")

    def __setattr__(self, name, value):
        self.traits[name] = value
        self.app.configure(CLASSES[self.name], name, value)


class Kernels(Manager):
    """Enough of a kernel manager for tests that need a kernel only to ask for it over the wire."""

    async def start_kernel(self, **body):
        return self.app.ask("POST", "api/kernels", body)["id"]

    def get_kernel(self, kernel_id):
        return Kernel()


class Kernel:
    """Connects on first use, so it is ready whenever it answers."""

    def client(self):
        return self

    def start_channels(self):
        pass

    def stop_channels(self):
        pass

    async def wait_for_ready(self):
        pass


class Sessions:
    def __init__(self, app):
        self.__dict__["app"] = app

    def __setattr__(self, name, value):
        self.app.out_of_reach(f"session_manager.{name}")

    async def create_session(self, **body):
        return self.app.ask("POST", "api/sessions", {"type": "notebook", "name": "", **body})


class Permissions:
    """Takes the place of an authorizer; Himalia's allows everything to who is logged in."""

    def __init__(self, app):
        self.__dict__["app"] = app

    def __getattr__(self, name):
        return self.app.out_of_reach(f"authorizer.{name}")

    def __setattr__(self, name, value):
        if name != "permissions" or not value["actions"]:
            self.app.out_of_reach("an authorizer that refuses")


class App(Configurable):
    """Takes the place of ServerApp. The process starts with the first request, and again after a trait was set."""

    def __init__(self, config, base_url, root_dir, port, argv, token):
        super().__init__(config=Config(config))
        self.base_url, self.port, self.argv = base_url, port, list(argv)
        self.root_dir = str(root_dir)
        self.process = None
        self.log_path = Path(root_dir).parent / "himalia.log"
        self.identity_provider = Manager(self, "identity_provider")
        self.contents_manager = Manager(self, "contents_manager")
        self.kernel_manager = Kernels(self, "kernel_manager")
        self.session_manager = Sessions(self)
        self.authorizer = Permissions(self)
        self.identity_provider.traits["token"] = token

    def __getattr__(self, name):
        if name.startswith("_"):  # traitlets looks for hooks
            raise AttributeError(name)
        return self.out_of_reach(f"ServerApp.{name}")

    def out_of_reach(self, what):
        pytest.skip(f"reaches into Python: {what}")

    @property
    def token(self):
        return self.identity_provider.traits["token"]

    def configure(self, section, name, value):
        self.config[section][name] = value
        self.stop()

    def running(self):
        if self.process is None:
            self.start()
        return self

    def start(self):
        config = Path(os.environ["JUPYTER_CONFIG_DIR"]) / "jupyter_server_config.json"
        written = json.loads(config.read_text()) if config.exists() else {}
        config.write_text(json.dumps({**written, **said(self.config)}))
        words = ["start", "lab", "--no-browser", f"--port={self.port}", "--port-retries=0", f"--root-dir={self.root_dir}"]
        given = self.config.get("ServerApp", {})
        if "base_url" not in given:
            words.append(f"--base-url={self.base_url}")
        environment = {**os.environ, "JUPYTER_TOKEN": self.token}
        if not self.token:
            words.append("--token=")
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, *words, *self.argv], env=environment, cwd=self.root_dir, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self.wait_for_answer()

    def wait_for_answer(self):
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url("api"), timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except (OSError, http.client.HTTPException):  # nobody yet, or a kernel of somebody who had the port
                time.sleep(0.03)
        code = self.process.poll()
        pytest.fail(f"Himalia did not start (exit code {code}):\n{self.log_path.read_text()}", pytrace=False)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{url_path_join(self.base_url, path)}"

    def ask(self, method, path, body):
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.running().url(path), json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def stop(self):
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def said(config):
    """The configuration as a JSON file says it. A class in it is Python of the test's own."""
    values = {}
    for section, traits in config.items():
        if not isinstance(traits, dict):
            continue
        values[section] = {}
        for name, value in traits.items():
            if name == "jpserver_extensions" and set(value) - {"jupyter_server_terminals"}:
                pytest.skip("loads a server extension in Python")
            if name == "authorizer_class" and value.__module__.startswith("pytest_jupyter."):
                continue
            if name in CHOICES and (isinstance(value, str) or value.__module__.startswith("jupyter_server.")):
                continue
            try:
                json.dumps(value)
            except TypeError:
                pytest.skip(f"configures Python: {section}.{name}")
            values[section][name] = value
    return values


class Client(SimpleAsyncHTTPClient):
    """Asks the process by paths, as the original asks a tornado application."""

    def initialize(self, *, app):
        super().initialize()
        self.app = app

    def fetch(self, path, **kwargs):
        if isinstance(path, str):  # otherwise a redirect, which is a request already
            path = f"http://127.0.0.1:{self.app.running().port}{path}"
        return super().fetch(path, **kwargs)


@pytest.fixture
def jp_http_port(http_server_port):
    """A port that was free a moment ago."""
    http_server_port[0].close()
    return http_server_port[-1]


@pytest.fixture
def jp_configurable_serverapp(
    jp_environ, jp_server_config, jp_argv, jp_http_port, jp_base_url, jp_root_dir, jp_asyncio_loop
):
    apps = []

    def configurable(
        config=jp_server_config,
        base_url=jp_base_url,
        argv=jp_argv,
        environ=None,
        http_port=jp_http_port,
        tmp_path=None,
        root_dir=jp_root_dir,
        **kwargs,
    ):
        config = Config(config)
        for name, value in kwargs.items():
            config.ServerApp[name] = value
        given = [config.get(name, {}).get("token") for name in ("ServerApp", "NotebookApp", "IdentityProvider", "PasswordIdentityProvider")]
        token = next((token for token in given if token is not None), os.urandom(4).hex())
        if root_dir is None:
            pytest.skip("starts without a root folder")
        apps.append(App(config, config.ServerApp.get("base_url", base_url), root_dir, http_port, argv, token))
        return apps[-1]

    yield configurable
    for app in apps:
        app.stop()
        if app.log_path.exists():
            print(app.log_path.read_text())


@pytest.fixture
def jp_serverapp(jp_server_config, jp_argv, jp_configurable_serverapp):
    return jp_configurable_serverapp(config=jp_server_config, argv=jp_argv)


@pytest.fixture
def jp_auth_header(jp_serverapp):
    return {"Authorization": f"token {jp_serverapp.token}"}


@pytest.fixture
def http_server(jp_serverapp):
    return jp_serverapp


@pytest.fixture
def http_server_client(jp_serverapp, jp_asyncio_loop):
    async def client():
        return Client(app=jp_serverapp)

    with closing(jp_asyncio_loop.run_until_complete(client())) as context:
        yield context


@pytest.fixture
def jp_ws_fetch(jp_serverapp, jp_auth_header, jp_base_url):
    def fetch(*parts, headers=None, params=None, **kwargs):
        app = jp_serverapp.running()
        path = url_path_join(jp_base_url, url_escape(url_path_join(*parts), plus=False))
        url = f"ws://localhost:{app.port}{path}?{urllib.parse.urlencode(params or {})}"
        request = tornado.httpclient.HTTPRequest(url, headers={**jp_auth_header, **(headers or {})}, connect_timeout=120)
        kwargs.pop("allow_nonstandard_methods", None)
        kwargs.pop("method", None)
        kwargs.pop("body", None)
        return tornado.websocket.websocket_connect(request, **kwargs)

    return fetch


@pytest.fixture(autouse=True)
def jp_server_cleanup():
    yield
