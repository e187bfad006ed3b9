//! Phone numbers and addresses as those see them who may not have them (ACC-16): enough to recognise, too little to use.

/// `138****5678`; short numbers keep only their end.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    let (head, tail) = if digits.len() >= 9 { (3, 4) } else { (0, 2.min(digits.len() / 2)) };
    let middle = "****".chars();
    digits[..head].iter().copied().chain(middle).chain(digits[digits.len() - tail..].iter().copied()).collect()
}

/// `a***@x.com`.
pub fn email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}***@{domain}", local.chars().next().map(String::from).unwrap_or_default()),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_is_recognised_but_cannot_be_called() {
        assert_eq!(phone("13812345678"), "138****5678");
        assert_eq!(phone("+8613812345678"), "+86****5678");
        assert_eq!(phone("12345"), "****45");
        assert_eq!(phone(""), "****");
    }

    #[test]
    fn a_masked_address_keeps_its_first_letter_and_its_host() {
        assert_eq!(email("ann@example.com"), "a***@example.com");
        assert_eq!(email("李雷@例子.中国"), "李***@例子.中国");
        assert_eq!(email("broken"), "***");
    }
}
