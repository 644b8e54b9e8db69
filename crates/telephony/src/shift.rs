//! A shift of calls as a telephone system would tell it: for demonstrations and tests.
//!
//! The same seed gives the same shift. Callers come in five languages, some come back, some keep
//! their number, some are put on hold or handed over, some ring and are not answered; some calls
//! have a transcript. Events come in the order of their times.

use contact::{
    CallEvent, CallEventKind as Kind, Direction, EndedBy, Ms, Party, Speaker, Transfer,
    TransferKind, Turn,
};

/// What a shift is to be like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The same seed, the same shift.
    pub seed: u64,
    /// So many calls.
    pub calls: u32,
    /// When it begins.
    pub start_ms: Ms,
    /// Whose shift it is, by the telephone system's name.
    pub agent: Option<String>,
    /// Where numbers without a country code belong.
    pub region: String,
}

/// What a caller of one language says, first the matter.
const LANGUAGES: [(&str, &str, [&str; 4]); 5] = [
    (
        "en",
        "support-en",
        [
            "My router has had no internet since the update last night.",
            "The invoice is twice as high as last month, can you explain it?",
            "I would like to move my subscription to a new address.",
            "The wireless network is slow in the bedroom, only there.",
        ],
    ),
    (
        "sv",
        "support-sv",
        [
            "Min router saknar internet efter uppdateringen i går kväll.",
            "Fakturan är dubbelt så hög som förra månaden, varför det?",
            "Jag ska flytta och vill ta med mig abonnemanget.",
            "Det trådlösa nätet är långsamt, men bara i sovrummet.",
        ],
    ),
    (
        "ar",
        "support-ar",
        [
            "جهاز التوجيه بلا إنترنت منذ تحديث البرنامج ليلة أمس.",
            "الفاتورة ضعف فاتورة الشهر الماضي، ما السبب؟",
            "أريد نقل الاشتراك إلى عنوان جديد.",
            "الشبكة اللاسلكية بطيئة في غرفة النوم فقط.",
        ],
    ),
    (
        "zh-Hans",
        "support-zh",
        [
            "昨晚更新之后路由器无法上网了。",
            "这个月的账单比上个月高一倍，请帮我看一下。",
            "我要搬家，想把宽带移到新地址。",
            "卧室里的无线网络特别慢，别的房间没问题。",
        ],
    ),
    (
        "zh-Hant",
        "support-zh",
        [
            "昨晚更新之後路由器無法上網了。",
            "這個月的帳單比上個月高一倍，請幫我看一下。",
            "我要搬家，想把寬頻移到新地址。",
            "臥室裡的無線網路特別慢，別的房間沒問題。",
        ],
    ),
];

/// The events of a shift, by time.
pub fn shift(plan: &Plan) -> Vec<CallEvent> {
    let mut dice = fastrand::Rng::with_seed(plan.seed);
    let mut events = Vec::new();
    let mut earlier: Vec<(String, usize, usize)> = Vec::new();
    let mut at = plan.start_ms;
    for n in 0..plan.calls {
        // One in four has called before in this shift, in the same language about the same matter.
        let (number, lang, matter) = match dice.u8(..4) {
            0 if !earlier.is_empty() => earlier[dice.usize(..earlier.len())].clone(),
            _ => (
                format!("070-174 {:02} {:02}", 6 + dice.u8(..4), dice.u8(..100)),
                dice.usize(..5),
                dice.usize(..4),
            ),
        };
        let withheld = dice.u8(..12) == 0;
        if !withheld {
            earlier.push((number.clone(), lang, matter));
        }
        let caller = if withheld { "anonymous".to_owned() } else { number };
        let call = Story { plan, n, at, lang, matter, caller, events: &mut events };
        let end = call.tell(&mut dice);
        // Some time to wrap up; now and then the next one rings while this one is not finished.
        at = match dice.u8(..15) {
            0 => end - 20_000,
            _ => end + 45_000 + Ms::from(dice.u16(..45_000)),
        }
        .max(at + 1_000);
    }
    events.sort_by_key(|event| event.time_ms);
    events
}

struct Story<'a> {
    plan: &'a Plan,
    n: u32,
    at: Ms,
    lang: usize,
    matter: usize,
    caller: String,
    events: &'a mut Vec<CallEvent>,
}

impl Story<'_> {
    /// One call from the first ring to the end; when that was.
    fn tell(self, dice: &mut fastrand::Rng) -> Ms {
        let (lang, queue, matters) = LANGUAGES[self.lang];
        let call = format!("sim-{}-{}", self.plan.seed, self.n);
        let mut at = self.at;
        let mut count = 0;
        let mut event = |at: Ms, kind: Kind| {
            count += 1;
            let mut event =
                CallEvent::new("simulated", &format!("{call}-{count}"), at, kind, &call);
            event.agent.clone_from(&self.plan.agent);
            event
        };
        let mut offered = event(at, Kind::Offered);
        offered.direction = Some(Direction::In);
        offered.party = Some(Party::read(&self.caller, &self.plan.region));
        offered.dialled = Some("+468100200".to_owned());
        offered.queue = Some(queue.into());
        offered.lang = Some(lang.to_owned());
        offered.durations.wait = Some(Ms::from(dice.u16(2_000..60_000)));
        if dice.bool() {
            offered.attributes.insert(
                "menu".into(),
                ["faults", "billing", "moving", "faults"][self.matter].into(),
            );
            offered.attributes.insert("customer no".into(), format!("C-{:04}", dice.u16(..10_000)));
        }
        self.events.push(offered);
        at += Ms::from(dice.u16(2_000..8_000));
        if dice.u8(..20) == 0 {
            let mut missed = event(at, Kind::Ended);
            missed.ended_by = Some(EndedBy::Customer);
            missed.cause = Some("no_answer".to_owned());
            self.events.push(missed);
            return at;
        }
        self.events.push(event(at, Kind::Connected));
        if dice.u8(..2) == 0 {
            let words = matters[self.matter];
            let cut = words.char_indices().nth(words.chars().count() / 2).map_or(0, |(at, _)| at);
            for (text, is_final) in [(&words[..cut], false), (words, true)] {
                at += 2_500;
                let mut said = event(at, Kind::Transcript);
                let speaker = Speaker::Customer;
                said.turn =
                    Some(Turn { turn: Some("1".into()), speaker, text: text.into(), is_final });
                self.events.push(said);
            }
        }
        at += Ms::from(dice.u32(60_000..240_000));
        if dice.u8(..5) == 0 {
            self.events.push(event(at, Kind::Held));
            at += Ms::from(dice.u16(8_000..60_000));
            self.events.push(event(at, Kind::Retrieved));
            at += Ms::from(dice.u16(10_000..60_000));
        }
        if dice.u8(..10) == 0 {
            let mut moved = event(at, Kind::Transferred);
            let kind = if dice.bool() { TransferKind::Attended } else { TransferKind::Blind };
            moved.transfer = Some(Transfer { kind, to: Some("second-line".to_owned()) });
            self.events.push(moved);
            at += 300;
        }
        let mut ended = event(at, Kind::Ended);
        ended.ended_by = Some(if dice.u8(..4) == 0 { EndedBy::Agent } else { EndedBy::Customer });
        self.events.push(ended);
        at
    }
}
