### The supervisors' board.

## The page
page-title = First-contact resolution · Firsthand
title = First-contact resolution
product = Firsthand
language = Language
theme = Theme
theme-system = System theme
theme-light = Light
theme-dark = Dark
reload = Reload
skip-to-contacts = Skip to the contacts
loading = Reading the figures…
reading = Reading…
# $moment: a time, or a day and a time
data-to = Data to { $moment }
data-none = No desk has reported yet
# $moment: when the sums were last compared with counting every contact anew
audit-well = Sums agree with a full count, { $moment }
audit-none = Sums not yet compared with a full count
audit-old = Sums last compared with a full count { $moment }
audit-differs = Sums differ from a full count, { $moment }

## The key
key-title = Open the board
key-why = The figures are for those who hold a board key. It stays in this tab and is forgotten when the tab is closed.
key-label = Board key
key-open = Open
key-wrong = The store does not know this key, or it was withdrawn. Check it, or ask for a new one.
key-how = The operator of the central store makes a key with this command:

## What is wrong
unreachable = The central store has been out of reach since { $moment }. These are its last figures. The board keeps trying.
unreachable-empty = The central store has been out of reach since { $moment }. The board keeps trying.
problem = The central store could not answer. These are its last figures. It says:
problem-empty = The central store could not answer. It says:
partial = A part of the page could not be loaded. Nothing is lost.
try-again = Try again
missing = { $count ->
    [one] One desk has been silent for a long time and is left out: { $names }.
   *[other] { $count } desks have been silent for a long time and are left out: { $names }.
  }
audit-alarm = { $count ->
    [one] One sum is not what a full count gives. Figures may be wrong; no record is lost. The operator mends the sums with
   *[other] { $count } sums are not what a full count gives. Figures may be wrong; no record is lost. The operator mends the sums with
  }
empty = No contacts yet
empty-why = They appear here as soon as a desk sends its first record or a file is imported.
empty-some = There are none of what is chosen above. Choose otherwise to see more.

## The policy
policy = How the figures are counted
window = Window
relation = Same matter
relation-leaf = Same reason
relation-parent = Same family of reasons
relation-any = Any contact of the customer
channels = Channels
channels-all = All channels
channels-some = { $count } of { $of }
filter-team = Team
teams-all = All teams
filter-queue = Queue
queues-all = All queues
filter-language = Contacts in
languages-all = All languages
period = Period
period-days = { $count ->
    [one] Last day
   *[other] Last { $count } days
  }
period-all = All there is
channel-voice = Phone
channel-email = E-mail
channel-chat = Chat
channel-whatsapp = WhatsApp
channel-sms = Text message
channel-social = Social media
channel-web = Web
channel-in_person = Visit

## The figures
figures = Figures
figure-claimed = Claimed FCR
figure-verified = Verified FCR
figure-confirmed = Confirmed FCR
figure-precision = Claim precision
figure-coverage = Coverage
figure-maturity = Maturity
figure-naive = Naive FCR
figure-repeat = Repeat rate
figure-per-issue = Contacts per issue
figure-aht = Handle time (AHT)
figure-acw = After-call work
figure-transfer = Transferred
figure-escalation = Escalated
figure-response = Survey answers
figure-gross = Gross FCR
says-claimed = What agents said
says-verified = What later contacts show
says-confirmed = What customers said
# $figure: the name of a figure
how = How it is counted: { $figure }
how-claimed = First contacts that the agent marked as resolved, without transfer, escalation or promised follow-up, divided by all mature first contacts.
how-verified = First contacts marked as resolved with no related contact within the window and no objection from the customer, divided by all mature first contacts. A first contact is mature once its window has passed.
how-confirmed = Mature first contacts that the customer confirmed as resolved in a survey, divided by those where the customer answered.
how-precision = Verified first contacts divided by claimed ones: how far a claim can be believed.
how-coverage = Contacts with a known customer, divided by all contacts that customers started. The rest cannot be followed and never count as a success.
how-maturity = First contacts whose window has passed, divided by all first contacts. Only these are in the rates.
how-naive = All contacts marked as resolved, divided by all contacts that customers started. Many systems show this; it counts every repeat as a new success.
how-repeat = Contacts followed by a related one within the window, divided by all contacts with a known customer whose window has passed.
how-per-issue = Contacts of all issues divided by the number of issues. An issue is a first contact with everything that leads back to it.
how-aht = Talk, hold and after-call work of a contact, on average, where they are known. Minutes and seconds.
how-acw = Time from the end of the conversation until the record was saved, on average. Minutes and seconds.
how-transfer = Contacts handed to somebody else, divided by all contacts that customers started.
how-escalation = Contacts handed upwards, divided by all contacts that customers started.
how-response = Mature first contacts where the customer answered the survey, divided by those where the customer was asked.
how-gross = Verified FCR with approved exclusions counted as ordinary contacts. Net is the same with them left out.
how-interval = The interval is Wilson’s at 95%. Under 30 contacts a rate is grey: too few to compare.
few = few contacts
k-of-n = { $k } of { $n }
# $interval: from a lower to an upper share
interval = 95% interval: { $interval }
net = net { $net }
none-counted = nothing counted yet
none-first = No first contact yet.
none-mature = { $open ->
    [one] No first contact is old enough yet: the window of one is still open; claimed: { $claimed }.
   *[other] No first contact is old enough yet: the window of { $open } is still open; claimed: { $claimed }.
  }
none-answered = Nobody has answered a survey yet.
of-contacts = { $n ->
    [one] { $n } contact
   *[other] { $n } contacts
  }
of-issues = { $n ->
    [one] { $n } issue
   *[other] { $n } issues
  }
presets = Windows side by side
chosen = (chosen)
short-claimed = Claimed
short-verified = Verified
short-confirmed = Confirmed
short-precision = Precision
short-maturity = Mature
short-n = Mature contacts

## The charts
charts = Charts
chart-table = Table
chart-csv = CSV
chart-none = No contacts in this period.
# $count: rows that the chart leaves out
chart-more = More in the table: { $count }
charts-amiss = Reasons, articles and gaps could not be read just now. They will be read again at the next refresh.
trend = FCR over time
trend-step = Step
trend-by-day = By day
trend-by-week = By week
trend-points = FCR over time, point by point
trend-open = Window still open
# $when: a day or a week; the rest: a share and k of n
trend-point = { $when }: claimed { $claimed }, verified { $verified }, confirmed { $confirmed }
trend-point-open = { $when }, window still open: claimed so far { $claimed }, verified so far { $verified }, confirmed so far { $confirmed }
trend-summary = Verified FCR is { $verified }; agents claimed { $claimed }, customers confirmed { $confirmed }.
trend-summary-change = { $way ->
    [up] Verified FCR is { $verified }, { $points } points above the period before; agents claimed { $claimed }, customers confirmed { $confirmed }.
    [down] Verified FCR is { $verified }, { $points } points below the period before; agents claimed { $claimed }, customers confirmed { $confirmed }.
   *[unclear] Verified FCR is { $verified }, not clearly different from the period before; agents claimed { $claimed }, customers confirmed { $confirmed }.
  }
# $points, $low, $high: signed differences in points
change = { $points } points on the period before ({ $low } to { $high })
change-unclear = { $points } points on the period before ({ $low } to { $high }), not clear
week-of = Week of { $day }
reasons = Reasons for contact
reasons-level = Reasons shown as
reasons-family = Families
reasons-whole = Each reason
reasons-choose = Reasons for contact; choosing one lists its contacts
reasons-summary = { $reason } is the commonest with { $share } of the contacts; { $count } of { $of } reasons make up { $together }.
why = Why not resolved
why-rule = As the rule counts
why-agents = As agents said
why-none = No contact failed in this period.
why-summary = Most often: { $cause }, { $k } of { $n } failed first contacts; agents most often said: { $said }.
why-summary-rule = Most often: { $cause }, { $k } of { $n } failed first contacts.
articles = Article effectiveness
articles-order = Order of the articles
articles-by-affected = Contacts affected
articles-by-bound = Lower bound
articles-none = No article was used in this period.
articles-summary = Articles used: { $count }; clearly below the rate of all contacts ({ $verified }): { $weak }.
articles-weak = weak
fault-wrong = wrong { $n }
fault-outdated = outdated { $n }
fault-unclear = unclear { $n }
fault-other = other { $n }
gaps = Knowledge gaps
gaps-none = Nothing was missed in this period.
gaps-summary = Questions without an answer: { $count }; first “{ $query }”, contacts: { $contacts }, failed: { $failed }.
column-day = Day
column-week = Week
column-interval = 95% interval
column-open = Open
column-contacts = Contacts
column-share = Share
column-cumulative = Together
column-n = n
column-cause = Cause
column-source = By
column-used = Used
column-resolved = Resolved
column-back = Back
column-faults = Flags
column-question = Question
column-language = Language
column-nothing = No hits
column-recorded = Recorded
column-failed = Failed

## The contacts
contacts = Contacts
contacts-shown = { $count ->
    [one] The latest one
   *[other] The latest { $shown }
  }
contacts-filtered = { $shown } among the latest { $of }
contacts-back-to = · back to { $day }
contacts-none = None among those that were read.
filter-reason = Reason: { $reason }
filter-reason-clear = show every reason
column-time = Time
column-customer = Customer
column-channel = Channel
column-reason = Reason
column-outcome = Outcome
column-claim = Claim
column-verdict = Verdict
column-agent = Agent
column-queue = Queue
column-article = Article
claim-resolved = Resolved
claim-unresolved = Not resolved
claim-unknown = Not said
verdict-passed = Verified
verdict-pending = Open
verdict-failed = Failed
verdict-not_first = Came back
verdict-excluded = Left out
verdict-unlinkable = Customer unknown
verdict-not_eligible = Started by us
verdict-every = Every verdict
verdict-count = { $verdict } ({ $count })
because-follow_up_promised = follow-up promised
because-transferred = transferred
because-escalated = escalated
because-unresolved = not resolved
because-repeat_contact = repeat contact
because-disputed = customer disagrees
no-customer = unknown
no-reason = no reason given
only-viewed = (read, not used)
# A contact among those of its issue
place = { $at } of { $of }
more = Show more
more-search = Search further back
waiting = { $count ->
    [one] One new contact
   *[other] { $count } new contacts
  }

## One matter
chain = The whole matter, from its first contact
chain-reading = Reading the earlier contacts of this matter…
chain-not-whole = The first contact of this matter lies further back than the board has read.
first = First contact
gap = { $span } later
gap-overlap = While the one before was still going on
why-passed = Claimed as resolved, and nothing related came within { $window }.
why-pending = Claimed as resolved; nothing related has come so far. The window is open until { $until }.
why-not_first = { $matter ->
    [reason] Came back after { $span } about the same reason.
    [any] Came back after { $span }.
    [linked] Came back after { $span }; an agent marked it as the same matter.
   *[family] Came back after { $span } about the same family of reasons.
  }
why-not_first-overlap = { $matter ->
    [reason] Came while an earlier contact about the same reason was still going on.
    [any] Came while an earlier contact was still going on.
    [linked] Came while an earlier contact was still going on; an agent marked it as the same matter.
   *[family] Came while an earlier contact about the same family of reasons was still going on.
  }
why-not_first-unknown = { $matter ->
    [reason] Came back within the window about the same reason.
    [any] Came back within the window.
    [linked] Came back within the window; an agent marked it as the same matter.
   *[family] Came back within the window about the same family of reasons.
  }
why-repeat_contact = { $matter ->
    [reason] Claimed as resolved, but the customer came back after { $span } about the same reason.
    [any] Claimed as resolved, but the customer came back after { $span }.
    [linked] Claimed as resolved, but the customer came back after { $span }; an agent marked it as the same matter.
   *[family] Claimed as resolved, but the customer came back after { $span } about the same family of reasons.
  }
why-repeat_contact-overlap = { $matter ->
    [reason] Claimed as resolved, but another contact about the same reason came before it had ended.
    [any] Claimed as resolved, but another contact came before it had ended.
    [linked] Claimed as resolved, but another contact came before it had ended; an agent marked it as the same matter.
   *[family] Claimed as resolved, but another contact about the same family of reasons came before it had ended.
  }
why-repeat_contact-unknown = { $matter ->
    [reason] Claimed as resolved, but the customer came back within the window about the same reason.
    [any] Claimed as resolved, but the customer came back within the window.
    [linked] Claimed as resolved, but the customer came back within the window; an agent marked it as the same matter.
   *[family] Claimed as resolved, but the customer came back within the window about the same family of reasons.
  }
why-follow_up_promised = The customer was promised a follow-up, so one contact was not enough.
why-transferred = It was handed to somebody else.
why-escalated = It was handed upwards.
why-unresolved = The agent did not claim that it was resolved.
why-disputed = The customer said that it was not resolved.
why-excluded = Left out of the figures; a reviewer approved it.
why-unlinkable = Nobody knows who the customer was, so it cannot be followed. It lowers coverage.
why-not_eligible = The centre called the customer; such a contact is never a repeat.
