//! Networks in CIDR notation, such as `10.0.0.0/8`; an address alone is a network of one.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<(IpAddr, u8)>);

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(network).collect::<Result<_, _>>().map(Networks)
    }
}

/// As they are given on the command line.
impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks: Vec<String> = self.0.iter().map(|(address, prefix)| format!("{address}/{prefix}")).collect();
        f.write_str(&networks.join(", "))
    }
}

fn network(text: &str) -> Result<(IpAddr, u8), String> {
    let refused = || format!("{text:?} is no network such as 10.0.0.0/8 or 192.0.2.1");
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let address: IpAddr = address.parse().map_err(|_| refused())?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.map_or(Ok(bits), |prefix| prefix.parse().map_err(|_| refused()))?;
    if prefix <= bits { Ok((address, prefix)) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_single_addresses_are_read() {
        let read: Networks = "127.0.0.1, 10.0.0.0/8,fd00::/8,".parse().unwrap();
        assert_eq!(read.0, [([127, 0, 0, 1].into(), 32), ([10, 0, 0, 0].into(), 8), ("fd00::".parse().unwrap(), 8)]);
        assert_eq!("".parse(), Ok(Networks::default()));
    }

    #[test]
    fn what_is_no_network_is_refused_by_name() {
        for text in ["10.0.0.0/33", "10.0.0/8", "proxy.local", "::1/129", "10.0.0.0/-1"] {
            assert!(text.parse::<Networks>().unwrap_err().contains(text));
        }
    }
}
