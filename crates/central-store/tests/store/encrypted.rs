//! TLS to PostgreSQL: with whoever answers, or only with whom the certificate names.

use std::path::Path;
use std::process::Command;

use central_store::{Clock, Settings, Store};

use crate::servers::{Server, folder, own, programs};
use crate::site::NOW;

/// A key and a certificate that signs itself, for `name`.
fn certificate(folder: &Path, file: &str, name: &str) {
    let path = |end: &str| folder.join(format!("{file}.{end}")).display().to_string();
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ])
        .args(["-days", "2", "-subj", "/CN=test", "-addext", &format!("subjectAltName={name}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", &path("key"), "-out", &path("pem")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(Command::new("chmod").args(["600", &path("key")]).status().unwrap().success());
    own(Path::new(&path("key")));
    own(Path::new(&path("pem")));
}

#[test]
fn a_server_is_reached_by_tls_and_a_stranger_is_refused() {
    let Some(bin) = programs() else {
        eprintln!("skipped: there is no PostgreSQL here");
        return;
    };
    let home = folder();
    certificate(home.path(), "server", "DNS:localhost");
    certificate(home.path(), "stranger", "DNS:localhost");
    certificate(home.path(), "elsewhere", "DNS:db.example.org");
    let at = |end: &str| home.path().join(end).display().to_string();
    let tls = |file: &str| {
        format!(
            "-c ssl=on -c ssl_cert_file={} -c ssl_key_file={}",
            at(&format!("{file}.pem")),
            at(&format!("{file}.key"))
        )
    };
    let server = Server::make(&bin, home.path(), &tls("server"));
    server.sql("CREATE ROLE firsthand LOGIN");
    server.sql("ALTER DATABASE firsthand OWNER TO firsthand");
    server.sql("GRANT ALL ON SCHEMA public TO firsthand");
    // Only who comes by TLS is let in.
    let rule = "hostssl all firsthand 127.0.0.1/32 trust\nhost all postgres 127.0.0.1/32 trust\n";
    server.admit(rule);
    let open = |options: &str| {
        let address = format!("postgres://firsthand@localhost:{}/firsthand{options}", server.port);
        let settings = Settings::new(address.parse().unwrap(), Clock::new(|| NOW));
        Store::open(&settings).map(drop).map_err(|failure| failure.to_string())
    };
    let root = |file: &str| format!("?sslmode=verify-full&sslrootcert={}", at(file));
    open(&root("server.pem")).unwrap();
    open("?sslmode=require").unwrap();
    open("?sslmode=prefer").unwrap();
    assert!(open("").unwrap_err().contains("no encryption"), "it was let in without TLS");
    for (options, why) in [
        (root("stranger.pem"), "invalid peer certificate"),
        ("?sslmode=verify-full".to_owned(), "certificate"),
        (root("nothing.pem"), "sslrootcert"),
    ] {
        let told = open(&options).unwrap_err();
        assert!(told.contains(why), "{options}: {told}");
    }
    // The right signer, another name.
    server.again(&tls("elsewhere"));
    let address = format!(
        "postgres://firsthand@localhost:{}/firsthand{}",
        server.port,
        root("elsewhere.pem")
    );
    let settings = Settings::new(address.parse().unwrap(), Clock::new(|| NOW));
    let told = Store::open(&settings).unwrap_err().to_string();
    assert!(told.contains("not valid for name"), "{told}");
}
