//! Which addresses may be connected to: public ones, and the private networks that the operator allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Networks as (address, prefix length).
pub fn may_reach(address: IpAddr, allowed: &[(IpAddr, u8)]) -> bool {
    is_public(plain(address)) || is_allowed(address, allowed)
}

/// A foreign host is asked where web servers listen and nowhere else: nobody makes us knock at its mail or its database.
pub fn may_knock(address: SocketAddr, allowed: &[(IpAddr, u8)]) -> bool {
    let port = address.port();
    let of_the_web = matches!(port, 80 | 443) || (port >= 1024 && !TAKEN.contains(&port));
    of_the_web || is_allowed(address.ip(), allowed)
}

fn is_allowed(address: IpAddr, allowed: &[(IpAddr, u8)]) -> bool {
    allowed.iter().any(|network| crate::http::address::contains(*network, plain(address)))
}

/// Ports above the system's own that belong to something else than web servers: those browsers refuse (the Fetch standard's
/// "bad ports"), and the usual ones of databases, caches, queues and what rules clusters and machines.
const TAKEN: &[u16] = &[
    1080, 1433, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 4045, 4190,
    4369, 5060, 5061, 5432, 5433, 5671, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6380, 6443, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 8300, 8301, 8500, 9042, 9092, 9100, 9200, 9300, 10080, 10250, 10255, 11211, 15672, 27017,
    27018, 27019, 61616,
];

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
    fn foreign_hosts_are_asked_where_web_servers_listen() {
        let allowed = [("10.1.0.0".parse().unwrap(), 16)];
        for port in [80, 443, 1024, 3000, 8000, 8080, 8443, 65535] {
            assert!(may_knock(SocketAddr::new("8.8.8.8".parse().unwrap(), port), &allowed), "{port}");
        }
        for port in [
            0, 1, 21, 22, 25, 53, 81, 110, 143, 389, 445, 465, 587, 993, 1023, 2375, 3306, 5432, 6379, 9200, 11211,
            27017,
        ] {
            assert!(!may_knock(SocketAddr::new("8.8.8.8".parse().unwrap(), port), &allowed), "{port}");
            assert!(may_knock(SocketAddr::new("::ffff:10.1.2.3".parse().unwrap(), port), &allowed), "{port}");
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
