"""How a computer on the web is spoken to: who we say we are, and what is never sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from mapa_uslug import __version__

if TYPE_CHECKING:
    import requests

_PROXIES: Final = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})


def open_session(
    contact: str, *, is_local: bool, headers: Mapping[str, str], auth: tuple[str, str] | None = None
) -> requests.Session:
    """A connection that tells who we are, and neither passwords from ``.netrc`` nor cookies of earlier answers.

    Parameters
    ----------
    contact
        E-mail or web address that is told, so that a service can complain before it blocks.
    is_local
        Whether nothing leaves this computer: a proxy is passed by then.
    headers
        Added to ours, or put in their place.
    auth
        User and password.
    """
    import requests

    session = requests.Session()
    session.trust_env = not is_local
    # Without this the library would look into `.netrc`.
    session.auth = auth or (lambda request: request)
    told = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()")
    session.headers.update({
        "User-Agent": f"mapa-uslug/{__version__} (mapa_uslug, map of social services{'; ' if told else ''}{told})",
        "Accept": "*/*",
        "Accept-Language": "pl",
        # A packed answer could unpack to any size.
        "Accept-Encoding": "identity",
        **headers,
    })  # fmt: skip
    return session


def send(
    session: requests.Session, request: requests.Request, timeout: tuple[float, float]
) -> requests.Response:
    """One request through the proxy and with the certificates of the environment; the body is not read yet.

    The adapter alone is used: a session would follow redirections, and read their bodies to the end, however long.

    Raises
    ------
    requests.RequestException
    urllib3.exceptions.HTTPError
    """
    import requests

    prepared = session.prepare_request(request)
    url = str(prepared.url)
    settings = session.merge_environment_settings(url, {}, True, None, None)
    proxy = requests.utils.select_proxy(url, settings["proxies"])
    if proxy and not _is_proxy(proxy):
        # The library's own errors of such addresses are of many kinds, and repeat the password in them.
        raise requests.exceptions.InvalidProxyURL
    return session.get_adapter(url).send(prepared, timeout=timeout, **settings)


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        return bool(parts.hostname) and parts.port != 0 and parts.scheme in _PROXIES
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Computer that an address names, ``?`` if it names none; a whole address could repeat what was asked."""
    try:
        return (urlsplit(url).hostname or "?")[:100]
    except ValueError:
        return "?"
