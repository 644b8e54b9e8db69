//! How a PostgreSQL server is reached: plainly, or by TLS, as its address says.
//!
//! `sslmode` in the address: `disable`, or nothing, is plain; `prefer` is TLS where the server offers
//! it; `require` is TLS with whoever answers; `verify-full` also holds the server to a certificate of
//! its own name, signed by one in the file `sslrootcert`, or by one that the system trusts.
//!
//! Promises: a password goes to nobody whose certificate was to be checked and is not good; nothing
//! of the address is in a text of an error but names of options.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::NoTls;
use postgres::config::SslMode;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio::task::JoinHandle;
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Failure;
use crate::engine::{Trouble, hosts};

/// Where the program keeps what the system trusts, for PostgreSQL's own programs.
const SYSTEM: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Who is trusted.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Trust {
    /// Whoever answers.
    Anybody,
    /// Whom the system trusts.
    System,
    /// Whom a file names.
    File(PathBuf),
}

/// An address that was read.
#[derive(Clone)]
pub(crate) struct Reach {
    /// All but TLS.
    pub(crate) config: Config,
    /// None is plain.
    trust: Option<Trust>,
    /// Which host let somebody in the last time. It is asked first: a machine that is gone costs its
    /// seconds once, and not each new connection.
    last: Arc<AtomicUsize>,
}

/// Reads an address.
///
/// # Errors
/// What is wrong with it, in words that show nothing of it.
pub(crate) fn read(url: &str) -> Result<Reach, String> {
    let (place, options) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut root) = (None, None);
    let mut others = Vec::new();
    for option in options.split('&').filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value),
            Some(("sslrootcert", value)) => {
                root = Some(value.replace("%2F", "/").replace("%2f", "/"))
            }
            _ => others.push(option),
        }
    }
    let rest =
        if others.is_empty() { place.to_owned() } else { format!("{place}?{}", others.join("&")) };
    // The parser's own words may repeat the password.
    let mut config = Config::from_str(&rest)
        .map_err(|_| "The address of the PostgreSQL database cannot be read".to_owned())?;
    let file = |root: Option<String>| match root.as_deref() {
        None | Some("system") => Trust::System,
        Some(file) => Trust::File(file.into()),
    };
    let (ssl, trust) = match mode {
        None | Some("disable") if root.is_none() => (SslMode::Disable, None),
        Some("prefer") if root.is_none() => (SslMode::Prefer, Some(Trust::Anybody)),
        Some("require") if root.is_none() => (SslMode::Require, Some(Trust::Anybody)),
        Some("verify-full") => (SslMode::Require, Some(file(root))),
        None | Some("disable" | "prefer" | "require") => {
            return Err("sslrootcert is looked at with sslmode=verify-full only".into());
        }
        Some(_) => {
            return Err("sslmode is disable, prefer, require or verify-full".into());
        }
    };
    config.ssl_mode(ssl);
    hosts::patience(&mut config);
    Ok(Reach { config, trust, last: Arc::default() })
}

impl Reach {
    /// All hosts with their places, beginning with the one that was reached the last time.
    fn in_turn(&self) -> impl Iterator<Item = (usize, Config)> + use<> {
        let mut hosts: Vec<_> = hosts::each(&self.config).into_iter().enumerate().collect();
        let last = self.last.load(Ordering::Relaxed).min(hosts.len());
        hosts.rotate_left(last);
        hosts.into_iter()
    }

    /// A connection to the first host that lets somebody in. Blocks.
    pub(crate) fn connect(&self) -> Result<postgres::Client, Failure> {
        let mut failed = nowhere();
        for (place, host) in self.in_turn() {
            // Such a connection cannot be given up while it is made, so the host is asked before whether it
            // answers at all.
            let reached = answers(self, &host).and_then(|()| {
                let config = postgres::Config::from(host);
                match &self.trust {
                    None => Ok(config.connect(NoTls)?),
                    Some(trust) => Ok(config.connect(MakeRustlsConnect::new(client(trust)?))?),
                }
            });
            match reached {
                Ok(client) => {
                    self.last.store(place, Ordering::Relaxed);
                    return Ok(client);
                }
                Err(failure) => failed = failure,
            }
        }
        Err(failed)
    }

    /// A connection for tasks, over which `first` was said; one of its own carries what goes over it,
    /// until it is closed.
    pub(crate) async fn join(&self, first: &str) -> Result<tokio_postgres::Client, Failure> {
        let mut failed = nowhere();
        for (place, host) in self.in_turn() {
            let reached = async {
                let (client, _) = self.to(&host).await?;
                client.batch_execute(first).await?;
                Ok(client)
            };
            match in_time(&host, reached).await {
                Ok(client) => {
                    self.last.store(place, Ordering::Relaxed);
                    return Ok(client);
                }
                Err(failure) => failed = failure,
            }
        }
        Err(failed)
    }

    /// A connection to this one host, and the task that carries it.
    async fn to(&self, host: &Config) -> Result<(tokio_postgres::Client, JoinHandle<()>), Failure> {
        let ended = |done: Result<(), tokio_postgres::Error>| {
            if let Err(error) = done {
                tracing::info!(%error, "a connection to the database ended");
            }
        };
        match &self.trust {
            None => {
                let (asks, carries) = host.connect(NoTls).await?;
                Ok((asks, tokio::spawn(async move { ended(carries.await) })))
            }
            Some(trust) => {
                let tls = MakeRustlsConnect::new(client(trust)?);
                let (asks, carries) = host.connect(tls).await?;
                Ok((asks, tokio::spawn(async move { ended(carries.await) })))
            }
        }
    }

    /// The same for PostgreSQL's own programs, by the environment.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let mode = match (&self.trust, self.config.get_ssl_mode()) {
            (Some(Trust::System | Trust::File(_)), _) => "verify-full",
            (Some(Trust::Anybody), SslMode::Require) => "require",
            (Some(Trust::Anybody), _) => "prefer",
            (None, _) => "disable",
        };
        let mut environment = vec![("PGSSLMODE", mode.to_owned())];
        match &self.trust {
            Some(Trust::File(file)) => {
                environment.push(("PGSSLROOTCERT", file.display().to_string()));
            }
            Some(Trust::System) => environment.push(("PGSSLROOTCERT", SYSTEM.to_owned())),
            Some(Trust::Anybody) | None => {}
        }
        environment
    }
}

/// Whether this host lets somebody in. Blocks.
fn answers(reach: &Reach, host: &Config) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|source| Failure::File { what: "asking the database".into(), source })?;
    runtime.block_on(in_time(host, async {
        let (client, carries) = reach.to(host).await?;
        drop(client);
        // Its farewell is sent, or the server's log would speak of a client that was lost.
        let _ = carries.await;
        Ok(())
    }))
}

/// What is asked of a host at the beginning, unless it takes too long.
async fn in_time<T>(
    host: &Config,
    asked: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let answered = tokio::time::timeout(hosts::bound(host), asked).await;
    answered.unwrap_or_else(|_| Err(lost("the database did not answer a new connection")))
}

fn nowhere() -> Failure {
    wrong("the address of the database names no host".into())
}

/// A server that is not there, or says nothing.
pub(super) fn lost(message: &str) -> Failure {
    Failure::Lost(Trouble { code: "08006".into(), message: message.into() })
}

fn wrong(message: String) -> Failure {
    Failure::Database(Trouble { code: String::new(), message })
}

fn client(trust: &Trust) -> Result<ClientConfig, Failure> {
    let provider = Arc::new(ring::default_provider());
    let begun = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(format!("TLS cannot be used: {error}")))?;
    let mut roots = RootCertStore::empty();
    match trust {
        Trust::Anybody => {
            let anybody = Arc::new(Anybody(provider));
            let config = begun.dangerous().with_custom_certificate_verifier(anybody);
            return Ok(config.with_no_client_auth());
        }
        Trust::System => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Trust::File(file) => {
            let unread = |error| wrong(format!("sslrootcert {}: {error}", file.display()));
            for certificate in CertificateDer::pem_file_iter(file).map_err(unread)? {
                let certificate = certificate.map_err(unread)?;
                roots
                    .add(certificate)
                    .map_err(|error| wrong(format!("sslrootcert {}: {error}", file.display())))?;
            }
        }
    }
    if roots.is_empty() {
        return Err(wrong("sslmode=verify-full: there is no certificate to trust".into()));
    }
    Ok(begun.with_root_certificates(roots).with_no_client_auth())
}

/// Takes every certificate: `sslmode=require` keeps listeners out and says nothing of who answers.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_of_tls() {
        let trust = |url: &str| read(url).map(|reach| (reach.config.get_ssl_mode(), reach.trust));
        let at = |options: &str| format!("postgres://u:hunter2@h,i/d{options}");
        for (options, wanted) in [
            ("", (SslMode::Disable, None)),
            ("?sslmode=disable", (SslMode::Disable, None)),
            ("?connect_timeout=3&sslmode=prefer", (SslMode::Prefer, Some(Trust::Anybody))),
            ("?sslmode=require&connect_timeout=3", (SslMode::Require, Some(Trust::Anybody))),
            ("?sslmode=verify-full", (SslMode::Require, Some(Trust::System))),
            (
                "?sslrootcert=%2Fetc%2Fca.pem&sslmode=verify-full",
                (SslMode::Require, Some(Trust::File("/etc/ca.pem".into()))),
            ),
        ] {
            assert_eq!(trust(&at(options)), Ok(wanted), "{options}");
        }
        for wrong in [
            "?sslmode=verify-ca",
            "?sslmode=",
            "?sslmode=require&sslrootcert=x",
            "?sslrootcert=x",
            "?x=1",
        ] {
            let told = trust(&at(wrong)).unwrap_err();
            assert!(!told.contains("hunter2"), "{told}");
        }
        let hosts = read(&at("?sslmode=require")).unwrap();
        assert_eq!(hosts.config.get_hosts().len(), 2);
    }
}
