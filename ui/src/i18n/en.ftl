# The agent window in English. $count and other numbers come formatted by the bundle's locale.
app-name = Firsthand

## Regions and panes
region-bar = Call
region-search = Search
region-article = Article
region-context = Customer
panes = Panes
pane-search = Search
pane-article = Article
pane-customer = Customer
pane-form = Wrap-up
close = Close
try-again = Try again
settings = Settings
hint-search = Search
hint-choose = Choose
hint-open = Open
hint-region = Next region
hint-help = All commands
hint-same = Same matter

## Call
state-ready = Ready
state-not-ready = Not ready
state-on-call = On call
state-on-hold = On hold
state-wrap-up = Wrap-up
call-start = Start call
call-hold = Hold
call-unhold = Resume
call-wrap-up = Wrap-up
call-go-ready = Go ready
call-back = Back to the call
call-new = New call
call-new-hint = Starts a new call. This wrap-up waits under Unfinished wrap-ups.
call-later = Finish later
said-later = Set aside. It waits under Unfinished wrap-ups.
call-total = call { $time }
call-ringing = Incoming call
call-connected = Other call
call-held = Other call, on hold
call-take = Take call
call-switch = Switch
call-rings = Incoming call: { $who }
call-unknown = Unknown caller
call-waited = Waited
target = target { $time }
target-label = After-call work against the target
talk = talk { $time }
correction = Correction
customer = Customer
customer-hint = Phone or customer no.
language = Language
language-system = As the system
said-target-half = Half of the wrap-up target has passed.
said-target-full = The wrap-up target has passed. Take the time you need.
call-facts = What the caller has already told us
call-withheld = Number withheld
call-lang = Language
call-dialled = Dialled
limit-warning = This wrap-up is set aside in { $seconds } s. Space, or any edit, gives more time.
limit-last = This wrap-up is set aside in { $seconds } s. Nothing is lost: it waits under Unfinished wrap-ups.
limit-extend = More time
limit-said = The wrap-up is set aside soon. Press Space for more time. Nothing is lost.
limit-said-last = The wrap-up is set aside soon, as it is. Nothing is lost: it waits under Unfinished wrap-ups.

## Search
search-label = Search articles
search-results = Articles found
search-count =
    { $count ->
        [one] { $count } article
       *[other] { $count } articles
    }
search-none = No article for “{ $text }”
search-most = The best { $count } are shown. One more word narrows them down.
search-failed = The search did not work. Please try again.
search-suggestion = Search for “{ $text }” instead
search-recent = Recent searches
search-recent-empty = Your searches will be listed here.
pinned = Pinned
pinned-empty = Pin an article to keep it at hand.
pin = Pin this article
gap-record = Record a knowledge gap
gap-recorded = Knowledge gap recorded
suggest = Fits what is being said
suggest-sure = { $percent }% sure
suggest-up = Helpful: { $title }
suggest-down = Not helpful: { $title }
suggest-said = Suggested: { $title }
suggest-good = Marked as helpful
suggest-bad = Marked as not helpful
suggest-none = No longer marked
said-gap = Knowledge gap recorded: { $text }
command-good = The suggestion is helpful
command-bad = The suggestion is not helpful

## Article
attach = Attach to call
attached = Attached
attach-nothing = Open an article first, then attach it.
said-attached = Attached: { $title }
said-detached = No longer attached: { $title }
article-updated = Updated { $when }
article-validated = Validated
article-unvalidated = Not validated yet
article-expired = Expired { $date }
article-success = Resolved { $resolved } of { $used } contacts
article-verified = Verified: { $resolved } of { $used } first contacts resolved
success-new = few contacts
article-old =
    { $hours ->
        [one] Articles are { $hours } hour old. They will be updated when the store can be reached.
       *[other] Articles are { $hours } hours old. They will be updated when the store can be reached.
    }
article-empty = Search for an article to read it here.
article-empty-call = Search with the customer’s own words. The best article opens here.
article-failed = The article could not be opened. Please choose it again.
copy = Copy
copied = Copied
said-copied = Copied
find = Find in article
find-count = { $at } of { $count }
flag-what = What is wrong with this article?
flag-wrong = Wrong
flag-outdated = Outdated
flag-unclear = Unclear
flag-other = Something else
said-flagged = Flagged: { $title }
decide-may = You may decide
decide-also = Also check
decide-related = Related articles
command-flag = Flag the article
versions = Versions

## Customer's story
story = Earlier contacts
story-repeat = Repeat contact
story-warning =
    { $times ->
        [one] Contacted once
       *[other] Contacted { $times } times
    } in { $days ->
        [one] { $days } day
       *[other] { $days } days
    } about this
story-last = Last time:
story-ask = Ask what has happened since, before you repeat any steps.
story-ask-unresolved = It was not resolved. Ask what has happened since, before you repeat any steps.
story-tried = Tried:
story-steps = steps { $steps }
story-promised = Promised by { $when }.
story-promise-broken = We promised to come back by { $when } and did not.
story-not-kept = Promise not kept
story-handed = Handed over to you
story-warm = they talked first
story-keeps = Keeps the promise for { $when }
story-not-helped = Did not help last time
story-promises = Open promises
story-possible = Possible matches: { $count }
story-possible-hint = Perhaps the same person. Ask before you rely on it; they are not counted.
story-no-customer = Enter a phone or customer number to see earlier contacts.
story-asking = Looking for earlier contacts…
story-empty = No earlier contacts.
story-desk-only = The store cannot be reached: only contacts taken at this desk are shown.
story-due = follow-up { $when }
waiting-here = saved here
same = Same matter as { $when }?
same-yes = Same
same-no = Different
same-none = Not answered
channel-voice = Phone
channel-email = E-mail
channel-chat = Chat
channel-whatsapp = WhatsApp
channel-sms = Text message
channel-social = Social media
channel-web = Web
channel-in_person = Visit

## Wrap-up
wrap-up = Wrap-up
form-open = Fill in the wrap-up now
outcome = Outcome
reason = Reason for contact
reason-list = Reasons
reason-filter = Type to filter
reason-from-article = From the attached article
reason-own = Yours, last 30 days
reason-team = Often used by the team
reason-all = All reasons
reason-none = No reason fits “{ $text }”
root-cause = Why not resolved
follow-up = Follow-up
due-2h = In 2 hours
due-tomorrow = Tomorrow { $time }
due-48h = In 48 hours
due-pick = Pick a time…
due-day = Day
due-time = Time
due-by = How
hand-over = Hand over to
hand-over-up = escalation
hand-over-dial = Dial
hand-over-skill = Skill needed
hand-over-any = Anyone there
hand-over-note = What the next agent needs to know
hand-over-warm = I talked to them first
conversion = Sale made, or customer kept?
conversion-amount = Amount
amount-wrong = This cannot be read as an amount. It stays as you wrote it; write only the number, for example { $example }.
yes = Yes
no = No
field-optional = optional
field-wrong = This does not fit. Nothing was lost; correct it.
note = Notes
note-machine = Written by a machine
note-accept = I have read it
note-masked = Card numbers and the like are hidden before anything is saved.
history = Corrections: { $count }
history-first = As first saved
history-nothing = nothing
field-name-outcome = Outcome
field-name-reason = Reason
field-name-root_cause = Why not resolved
field-name-note = Notes
field-name-follow_up = Follow-up
field-name-customer = Customer
survey-note = Some customers are asked how it went. They are picked at random.
template = Template
gaps =
    { $count ->
        [one] Knowledge gap:
       *[other] Knowledge gaps:
    }
save-ready = Save and go ready
save-stay = Save, stay not ready
discard = Discard this contact
discard-sure = Was this not a contact? Nothing of it is kept.
discard-yes = Discard
discard-no = Keep
missing-outcome = Choose how the contact ended.
missing-reason = Choose why the customer contacted us.
missing-root-cause = Choose why it was not resolved.
missing-follow-up = Choose when we get back to the customer.
missing-follow-up-past = Choose a later time: this one has passed.
missing-hand-over = Choose who takes it over.
missing-hand-over-note = Write what the next agent needs to know.
missing-field = Fill this in.
said-missing =
    { $count ->
        [one] Not saved yet: one field is missing or wrong.
       *[other] Not saved yet: { $count } fields are missing or wrong.
    }
toast-saved = Saved. { $what }
toast-invited = Saved. { $what }. The customer will be asked how it went.
undo = Undo
said-undone = Taken back. Everything you entered is in the form.

## Store
sync-synced = Synced
sync-synced-at = Synced { $time }
sync-sending = Sending { $count }
sync-offline = Offline
sync-offline-since = Offline since { $time }
sync-signed-out = Enrol to send
sync-too-old = Update to send
sync-not-enrolled = No store
sync-refused =
    { $count ->
        [one] { $count } record needs you
       *[other] { $count } records need you
    }
said-offline = Offline. Everything works and is saved here.
waiting =
    { $count ->
        [0] Nothing to send
        [one] { $count } to send
       *[other] { $count } to send
    }

## Home
home-unfinished = Unfinished wrap-ups
home-unfinished-empty = No wrap-up is waiting.
home-no-outcome = Outcome missing
home-live = On the line
acw = After-call work
home-promises = Promises in 30 days: { $kept } kept, { $broken } not kept
home-corrected = corrected
home-follow-ups = Follow-ups due
home-follow-ups-empty = No follow-up is due.
home-overdue = Overdue
follow-up-begin = Begin
follow-up-call-back = Call-back requested
reminder = Follow-up due
reminder-call-back = Call-back due
reminder-said = A follow-up is due at { $time }.
home-changed = Changed articles
home-changed-since = Changed articles since your last shift
home-changed-empty = No article has changed lately.
home-last = Your last contacts
home-last-empty = The contacts you save are listed here.
home-correct = Correct
home-finish = Finish
home-loading = One moment…

## What is sent (later)
sync-now = Send now
outbox = Sending to the store
outbox-synced = Everything has reached the store.
outbox-rest = Everything else has reached the store.
outbox-sending = Records are on their way.
outbox-offline = The store cannot be reached. Everything works and is saved here; it is sent by itself later.
outbox-signed-out = The store no longer knows this desk. Nothing is lost: enrol again and everything is sent.
outbox-too-old = The store needs a newer version of Firsthand. Nothing is lost: what waits here is sent after the update. Ask your operator for it.
outbox-not-enrolled = This desk belongs to no store yet. Records are saved here until it does.
outbox-waiting =
    { $count ->
        [0] Nothing is waiting
        [one] { $count } record is waiting here
       *[other] { $count } records are waiting here
    }
articles-as-of = articles as of { $time }
refused =
    { $count ->
        [one] { $count } record was not accepted
       *[other] { $count } records were not accepted
    }
refused-safe =
    { $count ->
        [one] It is safe here. Correct it, or send it again.
       *[other] They are safe here. Correct them, or send them again.
    }
refused-correct = Correct
refused-again = Send again
enrol-open = Enrol this desk

## Settings (later)
settings-filter = Filter settings
settings-none = No setting fits.
settings-screen = Screen
settings-digits = Digits in Arabic
settings-theme = Theme
theme-system = As the system
theme-light = Light
theme-dark = Dark
theme-high_contrast = High contrast
settings-density = Row height
density-compact = Compact
density-standard = Standard
density-comfortable = Comfortable
settings-motion = Motion
motion-system = As the system
motion-reduced = Reduced
motion-full = Full
settings-sounds = Sounds
settings-sounds-hint = When a call comes, a promise is due, or wrap-up time nears its end.
settings-software = Draw without the graphics card (Linux)
settings-software-hint = Against flicker or an empty window. From the next start on.
settings-text = Text size { $percent }%
settings-work = Work
settings-preview = Preview delay, ms
settings-window = Repeat warning, hours
settings-window-team = Your centre has decided this.
settings-target = Wrap-up target, seconds
settings-target-hint = 0 shows no target. Nothing is ever saved by itself.
settings-region = Numbers without country code
settings-queue = Queue
settings-agent = You
settings-name = Name
settings-agent-id = Agent id
settings-store = Store
settings-keys = Keys
settings-about = About
keys-press = Press keys…
keys-off = Off
keys-hint = Enter, then press the new keys. Backspace switches a command off; Esc leaves it as it was.
keys-reset = Back to the usual key: { $command }
keys-reset-all = All keys as usual
keys-taken = { $key } is already: { $command }
keys-why-letters = Alt writes letters on many keyboards.
keys-why-layout = This switches the keyboard layout or text direction.
keys-why-input = This switches input methods.
keys-why-system = The system keeps this for itself.
keys-why-text = This edits text in every field.
keys-why-undo = This is undo in every field.
keys-why-uncommon = Use Ctrl or Cmd with a letter or digit: every keyboard has those.
about-articles = Articles
about-licences = Licences
enrol-hint = Your operator gives you the address and a code that works once.
enrol-url = Address
enrol-code = Code
enrol = Enrol
enrolled = This desk is enrolled.
settings-intake = Telephone
intake-http = Take call events on this computer
intake-http-hint = For a softphone beside this window, with a token; nothing from outside gets in.
intake-port = Port
intake-links = Follow firsthand:// links
intake-store = Take calls that the store hands on
intake-agent = Your name in the telephone system
intake-asterisk = Asterisk manager
intake-asterisk-user = Asterisk user
intake-asterisk-password = Asterisk password
intake-closed = No call events are taken on this computer. Calls begun by hand work; start Firsthand again, or choose another port.
intake-listening = Call events are taken on port { $port }.
intake-taken = Another program has this port, so call events are taken on port { $port }. Close the other program, or choose another port.
asterisk-connecting = Connecting to Asterisk…
asterisk-listening = Connected to Asterisk.
asterisk-lost = No connection to Asterisk. It is tried again by itself; calls begun by hand work.
asterisk-refused = Asterisk refuses the login. Correct the user or the password; calls begun by hand work.
settings-summary = Written summary
summary-on = Have a machine write the note
summary-hint = What was said leaves this desk for the address below. The note is marked until you have read it.
summary-model = Model
summary-key = Key
secret-kept = Kept. It is never shown again.
knowledge-count =
    { $count ->
        [one] { $count } article
       *[other] { $count } articles
    }

## Versions of an article (later)
version-current = now
version-added = added
version-removed = removed
version-changed = changed
version-only = No earlier version is known here.
version-part-title = Title
version-part-summary = Summary
version-part-state = State
version-part-valid_until = Valid until
version-part-reasons = Reasons
version-part-also_check = Also check

## Help (later)
help = Commands
help-filter = Filter commands
help-none = No command fits.
help-not-now = Not available just now
help-elsewhere = In lists and fields
help-choose = Choose in a list
help-open = Open; again: into the article
help-digit = Choose and go on
help-step = Tick a step
help-escape = Close, clear, back to search
command-search = Search articles
command-call = Start call, then wrap-up
command-back = Back to the call from wrap-up
command-customer = Customer field
command-hold = Hold and resume
command-attach = Attach or detach the article
command-gap = Record a knowledge gap
command-find = Find in article
command-same = Same matter as earlier
command-outcome = Outcome
command-reason = Reason for contact
command-notes = Notes
command-template = Note template
command-save = Save and go ready
command-save_stay = Save, stay not ready
command-undo = Undo the last save
command-later = Finish the wrap-up later
command-take_call = Take or switch the call
command-suggest_1 = Open the first suggestion
command-suggest_2 = Open the second suggestion
command-suggest_3 = Open the third suggestion
command-pane_search = Go to search
command-pane_article = Go to the article
command-pane_customer = Go to the customer
command-pane_form = Go to the wrap-up
command-region_next = Next region
command-region_previous = Previous region
command-toast = Go to the message
command-settings = Settings
command-help = All commands

## When something does not go well
trouble-title = The desk could not be opened
trouble-safe = Saved contacts are on this computer and stay there. Try again; if it does not help, tell your operator what it says below.
trouble-start = Something was damaged when Firsthand last stopped; it has been dealt with
problem-title = That did not work
draft-unkept = Not being saved
draft-unkept-title = What you type is not being saved. It stays on the screen; keep this window open.
setting-unkept = A setting was not kept
problem-invalid = Something is missing or wrong. Nothing was lost; correct it and try again.
problem-conflict = This was already recorded with other content. Open it and correct it.
problem-too_large = This is too large. Shorten the note and try again.
problem-unauthorized = The store does not know this desk or code. Nothing is lost; enrol again.
problem-not_found = It is no longer there. Nothing else was changed.
problem-too_old = This desk is too old for the store. Nothing is lost; ask for an update.
problem-start_over = The store has started anew. The desk catches up by itself.
problem-unavailable = The store is busy. Nothing is lost; it is tried again.
problem-offline = No connection to the store. Everything works here and is sent later.
problem-disk_full = The disk is full. What is on the screen is still there; free some space and try again.
problem-damaged = A file could not be read. What is on the screen is still there; tell your operator.
problem-internal = Something went wrong in Firsthand. What is on the screen is still there; try again.
problem-crash = Firsthand broke down in its last run. What was saved is safe, and so is the draft. The report named below holds no customers’ data: give it to whoever looks after your machine.
problem-file = The file desk.toml cannot be used. Everything works as without it. Mend what is named below and start Firsthand again.
