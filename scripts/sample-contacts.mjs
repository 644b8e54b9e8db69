// Nine weeks of contacts of an invented centre, up to now, as NDJSON on standard output: what `make run`
// imports once, so that the board and the repeat warning have something to say.
// The numbers are from the range that Sweden keeps free for fiction (070-174 06 05 to 99).
import { createHash } from "node:crypto";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 63;
const now = Date.now();
let state = 20_261_121;
const random = () =>
  (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
const one = (list) => list[Math.floor(random() * list.length)];
const happens = (odds) => random() < odds;
/** One of `[value, weight]`. */
const weighted = (pairs) => {
  let left = random() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
  return (pairs.find(([, weight]) => (left -= weight) < 0) ?? pairs[0])[0];
};

/** A UUIDv7 of that moment; its random part follows from the count. */
const uuid7 = (ms, count) => {
  const time = ms.toString(16).padStart(12, "0");
  const rest = createHash("sha256").update(`sample ${count}`).digest("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
};

/** Reason, the article that answers it with its version, how often, how often it is resolved at once. */
const reasons = [
  ["broadband/no-connection/after-firmware", "KB-2041", 3, 16, 0.7],
  ["broadband/no-connection/line-fault", "KB-1291", 4, 13, 0.62],
  ["broadband/speed/wifi", "KB-1254", 6, 12, 0.5],
  ["broadband/equipment/router-reset", "KB-1217", 5, 8, 0.88],
  ["billing/invoice/too-high", "KB-1512", 5, 15, 0.8],
  ["billing/payment/plan", "KB-1533", 4, 6, 0.9],
  ["mobile/data/roaming", "KB-1450", 2, 8, 0.84],
  ["mobile/sim/esim", "KB-1412", 5, 9, 0.66],
  ["order/delivery/where", "KB-1702", 2, 7, 0.86],
  ["tv/picture/no-signal", "KB-1803", 5, 5, 0.74],
];
const queues = {
  broadband: "broadband-support",
  mobile: "mobile-support",
  billing: "billing",
  order: "sales",
  tv: "broadband-support",
};
const causes = [
  ["no_article", 20],
  ["other_team", 17],
  ["visit_needed", 14],
  ["waiting_for_customer", 11],
  ["article_wrong", 8],
  ["system_down", 7],
  ["other", 3],
];
const languages = [
  ["sv", 46],
  ["en", 30],
  ["ar", 14],
  ["zh-Hans", 6],
  ["zh-Hant", 4],
];
/** What agents looked for in vain, by the language of the contact. */
const gaps = {
  sv: [
    "flytta fiber till ny adress",
    "flytta fiber till ny adress",
    "byta mesh-punkt",
    "dela abonnemang med barn",
  ],
  en: [
    "esim android 15",
    "esim android 15",
    "esim android 15",
    "student discount",
    "static ip",
  ],
  ar: ["نقل الرقم من شركة أخرى للشركات", "خصم الطلاب"],
  "zh-Hans": ["企业宽带固定IP"],
  "zh-Hant": ["國際漫遊 當日租型"],
};
const faults = {
  "KB-1254": ["outdated", "unclear"],
  "KB-1291": ["unclear"],
  "KB-1412": ["wrong"],
  "KB-2041": ["outdated"],
};
const contacts = [];

const add = (start, customer, reasonIndex, outcome, more = {}) => {
  const [reason, article, version] = reasons[reasonIndex];
  const talk = Math.round((2 + random() * 9) * 60_000);
  const hold = happens(0.25) ? Math.round(random() * 120_000) : 0;
  const start_ms = Math.round(start);
  const lang = weighted(languages);
  const resolved = outcome === "resolved";
  const cause = resolved ? undefined : weighted(causes);
  const used = resolved ? happens(0.82) : happens(0.25);
  const inVain = cause === "no_article" ? happens(0.75) : happens(0.03);
  const query = inVain ? one(gaps[lang]) : undefined;
  const flaw =
    cause === "article_wrong" || happens(0.015)
      ? one(faults[article] ?? [])
      : undefined;
  const contact = {
    contact_id: uuid7(start_ms, contacts.length),
    revision: 1,
    ...(customer ? { customer } : {}),
    channel: happens(0.78)
      ? "voice"
      : one(["email", "chat", "whatsapp", "social"]),
    initiated_by: "customer",
    start_ms,
    end_ms: start_ms + talk + hold,
    reason,
    outcome,
    claim: resolved ? "resolved" : "unresolved",
    transferred: outcome === "transferred",
    escalated: false,
    follow_up_promised: outcome === "follow_up",
    agent: one(["agent-11", "agent-12", "agent-17", "agent-23"]),
    queue: queues[reason.split("/")[0]],
    lang,
    talk_ms: talk,
    hold_ms: hold,
    acw_ms: Math.round(8_000 + random() * 40_000),
    ...(cause ? { root_cause: cause } : {}),
    ...(outcome === "follow_up"
      ? { follow_up: { due_ms: start_ms + 24 * HOUR, by: "voice" } }
      : {}),
    articles: [{ id: article, version, lang, role: used ? "used" : "viewed" }],
    ...(query
      ? {
          work: {
            queries: [
              {
                query_id: `q${contacts.length}`,
                text: query,
                lang,
                at_ms: start_ms + 60_000,
                hits: [],
                shown: 0,
              },
            ],
          },
          ...(happens(0.55)
            ? {
                knowledge_gaps: [{ query, lang, at_ms: start_ms + 90_000 }],
                gaps: [query],
              }
            : {}),
        }
      : {}),
    ...(flaw
      ? {
          flags: [
            { id: article, version, lang, kind: flaw, at_ms: start_ms + talk },
          ],
        }
      : {}),
    ...(happens(0.4)
      ? happens(0.55)
        ? {
            survey: {
              answer: happens(resolved ? 0.88 : 0.2) ? "confirmed" : "disputed",
              by: "sms",
            },
          }
        : { survey: "invited" }
      : {}),
    ...more,
  };
  contacts.push(contact);
  return contact;
};

for (let day = DAYS; day > 0; day -= 1) {
  const midnight = now - day * DAY;
  const weekday = new Date(midnight).getUTCDay();
  const many =
    (weekday === 0 || weekday === 6 ? 14 : 36) + Math.floor(random() * 9);
  for (let i = 0; i < many; i += 1) {
    const start = midnight + random() * 0.96 * DAY;
    const whose = Math.floor(random() * 1_200);
    const customer = happens(0.06)
      ? null
      : whose < 86
        ? `+467017406${String(13 + whose).padStart(2, "0")}`
        : `c-${20_000 + whose}`;
    const reason = weighted(reasons.map(([, , , often], at) => [at, often]));
    // A little better from week to week.
    const odds = reasons[reason][4] + 0.05 * (1 - day / DAYS);
    const outcome = happens(odds)
      ? "resolved"
      : one(["follow_up", "not_resolved", "transferred"]);
    const first = add(start, customer, reason, outcome);
    // Some come back about it: more often when it was not resolved, and with the weak article.
    const back =
      outcome === "resolved"
        ? reasons[reason][1] === "KB-1254"
          ? 0.26
          : 0.11
        : 0.45;
    if (customer && happens(back)) {
      const again = first.end_ms + (2 + random() * 44) * HOUR;
      if (again < now - HOUR)
        add(
          again,
          customer,
          reason,
          happens(0.6) ? "resolved" : "not_resolved",
        );
    }
  }
}

// The caller of the README: two unresolved contacts about the same matter.
add(now - 45 * HOUR, "+46701740612", 0, "not_resolved", {
  channel: "chat",
  root_cause: "waiting_for_customer",
  note: "Customer has had no internet since the update. Asked to restart the router and wait 24 h.",
});
add(now - 26 * HOUR, "+46701740612", 0, "not_resolved", {
  channel: "voice",
  root_cause: "system_down",
  note: "Red WAN light. Reset the router together, line test could not be run. Told to call again.",
});

contacts.sort((a, b) => a.start_ms - b.start_ms);
for (const contact of contacts)
  process.stdout.write(`${JSON.stringify(contact)}\n`);
