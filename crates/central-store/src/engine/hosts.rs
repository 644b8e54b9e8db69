//! The hosts of a PostgreSQL address, one by one, and how long each may be silent.
//!
//! Promises: a machine that lost its power or its cable, whose end of a connection nobody closes any
//! more, is left within half a minute, whatever was being waited for; a host that takes a connection and
//! then says nothing costs seconds, and the one behind it is reached. What the address itself says of
//! these times is kept to.
//! Deliberately absent: a server that stops in the middle of a statement while its machine goes on. That
//! is for whoever watches over it to end; nothing is acknowledged meanwhile.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long what was sent may stay without a sign that it arrived. The system's own bound is a quarter
/// of an hour.
const UNHEARD: Duration = Duration::from_secs(15);
/// When nothing was heard for so long, the other end is asked for a sign, and asked again. The system's
/// own bound is two hours.
const QUIET: Duration = Duration::from_secs(10);
const AGAIN: Duration = Duration::from_secs(5);
const TIMES: u32 = 3;
/// What [`Config`] has where its address says nothing of it.
const UNSAID: Duration = Duration::from_secs(2 * 60 * 60);

/// Sets the times of which the address says nothing.
pub(super) fn patience(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNHEARD);
    }
    if config.get_keepalives_idle() == UNSAID {
        config.keepalives_idle(QUIET);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(AGAIN);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(TIMES);
    }
}

/// The same for the other end: a server whose store is gone would keep what that has locked for two hours,
/// from other stores too. The last of these times is not known to every server.
pub(super) fn told(config: &Config) -> String {
    if !config.get_keepalives() {
        return String::new();
    }
    let unheard = config.get_tcp_user_timeout().copied().unwrap_or(UNHEARD).as_millis();
    format!(
        "SET tcp_keepalives_idle = {}; SET tcp_keepalives_interval = {}; SET tcp_keepalives_count = {}; \
         SELECT set_config(name, '{unheard}', false) FROM pg_settings WHERE name = 'tcp_user_timeout'",
        config.get_keepalives_idle().as_secs(),
        config.get_keepalives_interval().unwrap_or(AGAIN).as_secs(),
        config.get_keepalives_retries().unwrap_or(TIMES),
    )
}

/// How long a host has until it has let somebody in: its name may stand for a machine that is away and
/// for one that answers.
pub(super) fn bound(host: &Config) -> Duration {
    2 * host.get_connect_timeout().copied().unwrap_or(CONNECT)
}

/// The same address with one host alone, for each that it names, in order.
pub(super) fn each(config: &Config) -> Vec<Config> {
    let number = config.get_hosts().len().max(config.get_hostaddrs().len());
    (0..number).map(|n| only(config, n)).collect()
}

fn only(config: &Config, n: usize) -> Config {
    let mut one = Config::new();
    match config.get_hosts().get(n) {
        Some(Host::Tcp(name)) => _ = one.host(name),
        #[cfg(unix)]
        Some(Host::Unix(path)) => _ = one.host_path(path),
        None => {}
    }
    if let Some(address) = config.get_hostaddrs().get(n) {
        one.hostaddr(*address);
    }
    // One port is that of all hosts.
    if let [port] = config.get_ports() {
        one.port(*port);
    } else if let Some(port) = config.get_ports().get(n) {
        one.port(*port);
    }
    if let Some(user) = config.get_user() {
        one.user(user);
    }
    if let Some(password) = config.get_password() {
        one.password(password);
    }
    if let Some(name) = config.get_dbname() {
        one.dbname(name);
    }
    if let Some(options) = config.get_options() {
        one.options(options);
    }
    if let Some(name) = config.get_application_name() {
        one.application_name(name);
    }
    if let Some(timeout) = config.get_connect_timeout() {
        one.connect_timeout(*timeout);
    }
    if let Some(timeout) = config.get_tcp_user_timeout() {
        one.tcp_user_timeout(*timeout);
    }
    if let Some(interval) = config.get_keepalives_interval() {
        one.keepalives_interval(interval);
    }
    if let Some(retries) = config.get_keepalives_retries() {
        one.keepalives_retries(retries);
    }
    one.keepalives(config.get_keepalives())
        .keepalives_idle(config.get_keepalives_idle())
        .ssl_mode(config.get_ssl_mode())
        .ssl_negotiation(config.get_ssl_negotiation())
        .target_session_attrs(config.get_target_session_attrs())
        .channel_binding(config.get_channel_binding())
        .load_balance_hosts(config.get_load_balance_hosts());
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "user=u password=p dbname=d options=-cwork_mem=1MB application_name=a sslmode=require \
        sslnegotiation=direct connect_timeout=3 tcp_user_timeout=4 keepalives=1 keepalives_idle=5 \
        keepalives_interval=6 keepalives_retries=7 target_session_attrs=read-write channel_binding=require \
        load_balance_hosts=random";

    fn read(text: &str) -> Config {
        text.parse().unwrap()
    }

    #[test]
    fn each_host_has_all_that_the_address_says() {
        for (hosts, alone) in [
            ("host=a,b port=1,2", ["host=a port=1", "host=b port=2"]),
            ("host=a,/run/b port=7", ["host=a port=7", "host=/run/b port=7"]),
            (
                "host=a,b hostaddr=10.0.0.1,10.0.0.2",
                ["host=a hostaddr=10.0.0.1", "host=b hostaddr=10.0.0.2"],
            ),
        ] {
            let wanted = alone.map(|host| read(&format!("{host} {SAID}")));
            assert_eq!(each(&read(&format!("{hosts} {SAID}"))), wanted, "{hosts}");
            let wanted = alone.map(read);
            assert_eq!(each(&read(hosts)), wanted, "{hosts}, and nothing else");
        }
    }

    #[test]
    fn what_the_address_says_of_times_is_kept_to() {
        let mut said = read(&format!("host=a {SAID}"));
        patience(&mut said);
        assert_eq!(said, read(&format!("host=a {SAID}")));
        let mut unsaid = read("host=a");
        patience(&mut unsaid);
        let wanted = "host=a connect_timeout=10 tcp_user_timeout=15 keepalives_idle=10 \
            keepalives_interval=5 keepalives_retries=3";
        assert_eq!(unsaid, read(wanted));
        assert_eq!(
            told(&said),
            "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 6; SET tcp_keepalives_count = 7; \
             SELECT set_config(name, '4000', false) FROM pg_settings WHERE name = 'tcp_user_timeout'"
        );
        assert_eq!(told(&read("host=a keepalives=0")), "");
    }
}
