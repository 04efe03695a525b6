"""Which addresses of the Internet may be called for a stranger (pure): those that everybody can reach, and no others.

`ipaddress.is_global` alone is no such filter. It is true of 64:ff9b::7f00:1, which is 127.0.0.1 behind NAT64, and of
::7f00:1 and all multicast, and releases of Python differ in it. So an address of version 6 must lie where addresses are
given out at all, outside of what embeds one of version 4.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_GIVEN_OUT = IPv6Network("2000::/3")
_EMBEDDING = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # Teredo, ORCHID, benchmarks and other protocols
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)
_SPECIAL = tuple(
    map(
        IPv4Network,
        (
            "100.64.0.0/10",  # carrier-grade NAT
            "168.63.129.16/32",  # Azure's own services, at an address that looks public
            "192.0.0.0/24",  # protocol assignments; Oracle's metadata
            "192.88.99.0/24",  # 6to4 relays
            "198.18.0.0/15",  # benchmarks
            "240.0.0.0/4",  # reserved
        ),
    )
)


def is_public(text: str) -> bool:
    """Whether the text is an address that belongs to the public Internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _is_public_6(address) if isinstance(address, IPv6Address) else _is_public_4(address)


def _is_public_4(address: IPv4Address) -> bool:
    is_ours = any(address in network for network in _SPECIAL)
    return address.is_global and not address.is_multicast and not is_ours


def _is_public_6(address: IPv6Address) -> bool:
    embeds = any(address in network for network in _EMBEDDING)
    return address in _GIVEN_OUT and address.is_global and not embeds
