//! Which addresses may be connected to: public ones, and the private networks that the operator allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks as (address, prefix length).
pub fn may_reach(address: IpAddr, allowed: &[(IpAddr, u8)]) -> bool {
    let plain = plain(address);
    is_public(plain) || allowed.iter().any(|network| crate::http::address::contains(*network, plain))
}

/// An IPv4 address that is written as IPv6 is judged as what it leads to.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !in_any_v4(v4, CLOSED_V4),
        // Only what is handed out as global unicast, less what lies in it for special purposes.
        IpAddr::V6(v6) => within_v6(v6, OPEN_V6) && !CLOSED_V6.iter().any(|network| within_v6(v6, *network)),
    }
}

/// IANA's special-purpose registry (RFC 6890 and later): none of it is a shop's server on the Internet.
const CLOSED_V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(192, 175, 48, 0), 24),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved and broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

const OPEN_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

const CLOSED_V6: &[(Ipv6Addr, u8)] = &[
    // Teredo and other protocol assignments, among them tunnels that end at an IPv4 address of anybody's choice.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4 (RFC 3056): carries an IPv4 address.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn in_any_v4(address: Ipv4Addr, networks: &[(Ipv4Addr, u8)]) -> bool {
    let within = |(network, prefix): &(Ipv4Addr, u8)| {
        crate::http::address::contains((IpAddr::V4(*network), *prefix), IpAddr::V4(address))
    };
    networks.iter().any(within)
}

fn within_v6(address: Ipv6Addr, (network, prefix): (Ipv6Addr, u8)) -> bool {
    crate::http::address::contains((IpAddr::V6(network), prefix), IpAddr::V6(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(address: &str) -> bool {
        may_reach(address.parse().unwrap(), &[])
    }

    #[test]
    fn public_addresses_are_reached() {
        for address in ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "223.5.5.5", "2606:4700:4700::1111"] {
            assert!(reached(address), "{address}");
        }
        assert!(reached("::ffff:8.8.8.8"));
    }

    #[test]
    fn nothing_private_is_reached_however_it_is_written() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "4000::1",
        ] {
            assert!(!reached(address), "{address}");
        }
    }

    #[test]
    fn the_operator_opens_a_network_and_no_more() {
        let allowed = [("10.1.0.0".parse().unwrap(), 16), ("fd00::".parse().unwrap(), 8)];
        for (address, open) in [
            ("10.1.2.3", true),
            ("10.2.0.1", false),
            ("::ffff:10.1.2.3", true),
            ("127.0.0.1", false),
            ("fd00::5", true),
            ("fc00::5", false),
        ] {
            assert_eq!(may_reach(address.parse().unwrap(), &allowed), open, "{address}");
        }
    }
}
