//! What every importer promises of any bytes.

use knowledge_base::export::markdown;
use knowledge_base::import::{Options, import_bytes};

/// Every article of these bytes is written and read again as itself.
pub fn imports(name: &str, bytes: &[u8]) {
    let options =
        Options { lang: Some("en".to_owned()), most_file: 4_000_000, ..Options::default() };
    for article in import_bytes(name, bytes, &options).articles {
        let again = import_bytes("again.md", markdown(&article).as_bytes(), &Options::default());
        assert_eq!(again.articles, [article], "{:?}", again.problems);
    }
}
