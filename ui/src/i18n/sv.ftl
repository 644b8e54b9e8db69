# Agentfönstret på svenska.
app-name = Firsthand

## Regions and panes
region-bar = Samtal
region-search = Sök
region-article = Artikel
region-context = Kund
panes = Vyer
pane-search = Sök
pane-article = Artikel
pane-customer = Kund
pane-form = Efterarbete
close = Stäng
try-again = Försök igen
settings = Inställningar
hint-search = Sök
hint-choose = Välj
hint-open = Öppna
hint-region = Nästa del
hint-help = Alla kommandon
hint-same = Samma ärende

## Call
state-ready = Redo
state-not-ready = Inte redo
state-on-call = I samtal
state-on-hold = Parkerat
state-wrap-up = Efterarbete
call-start = Starta samtal
call-hold = Parkera
call-unhold = Återuppta
call-wrap-up = Efterarbete
call-go-ready = Bli redo
call-back = Tillbaka till samtalet
call-new = Nytt samtal
call-new-hint = Startar ett nytt samtal. Det här efterarbetet väntar under Oavslutade efterarbeten.
call-later = Avsluta senare
said-later = Undanlagt. Det väntar under Oavslutade efterarbeten.
call-total = samtal { $time }
call-ringing = Inkommande samtal
call-connected = Annat samtal
call-held = Annat samtal, parkerat
call-take = Ta samtalet
call-switch = Byt samtal
call-rings = Inkommande samtal: { $who }
call-unknown = Okänd uppringare
call-waited = Väntade
target = mål { $time }
target-label = Efterarbete mot målet
talk = samtal { $time }
correction = Rättelse
customer = Kund
customer-hint = Telefon eller kundnr
language = Språk
language-system = Som systemet
said-target-half = Halva den avsatta tiden för efterarbete har gått.
said-target-full = Den avsatta tiden för efterarbete har gått. Ta den tid du behöver.
call-facts = Det kunden redan uppgett
call-withheld = Dolt nummer
call-lang = Språk
call-dialled = Uppringt nummer
limit-warning = Efterarbetet läggs undan om { $seconds } s. Mellanslag eller en ändring ger mer tid.
limit-last = Efterarbetet läggs undan om { $seconds } s. Inget går förlorat: det väntar under Oavslutade efterarbeten.
limit-extend = Mer tid
limit-said = Efterarbetet läggs snart undan. Tryck mellanslag för mer tid. Inget går förlorat.
limit-said-last = Efterarbetet läggs snart undan som det är. Inget går förlorat: det väntar under Oavslutade efterarbeten.

## Search
search-label = Sök artiklar
search-results = Hittade artiklar
search-count =
    { $count ->
        [one] { $count } artikel
       *[other] { $count } artiklar
    }
search-none = Ingen artikel om ”{ $text }”
search-most = De { $count } bästa visas. Ett ord till begränsar dem.
search-failed = Sökningen fungerade inte. Försök igen.
search-suggestion = Sök på ”{ $text }” i stället
search-recent = Senaste sökningar
search-recent-empty = Dina sökningar hamnar här.
pinned = Fästa
pinned-empty = Fäst en artikel för att ha den nära till hands.
pin = Fäst artikeln
gap-record = Anmäl kunskapslucka
gap-recorded = Kunskapslucka anmäld
suggest = Passar det som sägs
suggest-sure = { $percent } % säker
suggest-up = Till hjälp: { $title }
suggest-down = Inte till hjälp: { $title }
suggest-said = Förslag: { $title }
suggest-good = Markerad som till hjälp
suggest-bad = Markerad som inte till hjälp
suggest-none = Inte längre markerad
said-gap = Kunskapslucka anmäld: { $text }
command-good = Förslaget är till hjälp
command-bad = Förslaget är inte till hjälp

## Article
attach = Koppla till samtalet
attached = Kopplad
attach-nothing = Öppna en artikel först och koppla den sedan.
said-attached = Kopplad: { $title }
said-detached = Inte längre kopplad: { $title }
article-updated = Uppdaterad { $when }
article-validated = Granskad
article-unvalidated = Inte granskad
article-expired = Gick ut { $date }
article-success = Löste { $resolved } av { $used } kontakter
article-verified = Verifierat: { $resolved } av { $used } förstakontakter löstes
success-new = få kontakter
article-old =
    { $hours ->
        [one] Artiklarna är { $hours } timme gamla. De uppdateras när servern går att nå.
       *[other] Artiklarna är { $hours } timmar gamla. De uppdateras när servern går att nå.
    }
article-empty = Sök efter en artikel för att läsa den här.
article-empty-call = Sök med kundens egna ord. Den bästa artikeln öppnas här.
article-failed = Artikeln kunde inte öppnas. Välj den igen.
copy = Kopiera
copied = Kopierat
said-copied = Kopierat
find = Sök i artikeln
find-count = { $at } av { $count }
flag-what = Vad är fel med artikeln?
flag-wrong = Fel
flag-outdated = Inaktuell
flag-unclear = Otydlig
flag-other = Något annat
said-flagged = Flaggad: { $title }
decide-may = Du får besluta
decide-also = Kontrollera även
decide-related = Närliggande artiklar
command-flag = Flagga artikeln
versions = Versioner

## Customer's story
story = Tidigare kontakter
story-repeat = Upprepad kontakt
story-warning =
    { $times ->
        [one] Har hört av sig en gång
       *[other] Har hört av sig { $times } gånger
    } på { $days ->
        [one] { $days } dag
       *[other] { $days } dagar
    } om det här
story-last = Senast:
story-ask = Fråga vad som har hänt sedan dess innan du upprepar något steg.
story-ask-unresolved = Det blev inte löst. Fråga vad som har hänt sedan dess innan du upprepar något steg.
story-tried = Provat:
story-steps = steg { $steps }
story-promised = Lovat till { $when }.
story-promise-broken = Vi lovade återkomma till { $when } och gjorde det inte.
story-not-kept = Löfte ej hållet
story-handed = Överlämnat till dig
story-warm = muntligt överlämnat
story-keeps = Håller löftet till { $when }
story-not-helped = Hjälpte inte förra gången
story-promises = Öppna löften
story-possible = Möjliga träffar: { $count }
story-possible-hint = Kanske samma person. Fråga innan du litar på det; de räknas inte.
story-no-customer = Ange telefon- eller kundnummer för att se tidigare kontakter.
story-asking = Letar efter tidigare kontakter …
story-empty = Inga tidigare kontakter.
story-desk-only = Servern går inte att nå: bara kontakter från den här arbetsplatsen visas.
story-due = återkoppling { $when }
waiting-here = sparad här
same = Samma ärende som { $when }?
same-yes = Samma
same-no = Annat
same-none = Inte besvarat
channel-voice = Telefon
channel-email = E-post
channel-chat = Chatt
channel-whatsapp = WhatsApp
channel-sms = Sms
channel-social = Sociala medier
channel-web = Webb
channel-in_person = Besök

## Wrap-up
wrap-up = Efterarbete
form-open = Fyll i efterarbetet redan nu
outcome = Utfall
reason = Kontaktorsak
reason-list = Orsaker
reason-filter = Skriv för att filtrera
reason-from-article = Förslag från kopplad artikel
reason-own = Dina, senaste 30 dagarna
reason-team = Ofta använda i teamet
reason-all = Alla orsaker
reason-none = Ingen orsak passar ”{ $text }”
root-cause = Varför inte löst
follow-up = Återkoppling
due-2h = Om 2 timmar
due-tomorrow = I morgon { $time }
due-48h = Om 48 timmar
due-pick = Välj tid …
due-day = Dag
due-time = Tid
due-by = Hur
hand-over = Lämna över till
hand-over-up = eskalering
hand-over-dial = Ring
hand-over-skill = Kompetens som behövs
hand-over-any = Vem som helst där
hand-over-note = Vad nästa agent behöver veta
hand-over-warm = Jag talade med dem först
conversion = Blev det köp, eller stannade kunden?
conversion-amount = Belopp
amount-wrong = Det går inte att läsa som ett belopp. Det står kvar som du skrev det; skriv bara talet, till exempel { $example }.
yes = Ja
no = Nej
field-optional = valfritt
field-wrong = Det passar inte. Inget har gått förlorat; rätta det.
note = Anteckningar
note-machine = Skriven automatiskt
note-accept = Jag har läst den
note-masked = Kortnummer och liknande döljs innan något sparas.
history = Rättelser: { $count }
history-first = Som först sparat
history-nothing = inget
field-name-outcome = Utfall
field-name-reason = Kontaktorsak
field-name-root_cause = Varför inte löst
field-name-note = Anteckningar
field-name-follow_up = Återkoppling
field-name-customer = Kund
survey-note = En del kunder tillfrågas om hur det gick. Slumpen avgör vilka.
template = Mall
gaps =
    { $count ->
        [one] Kunskapslucka:
       *[other] Kunskapsluckor:
    }
save-ready = Spara och bli redo
save-stay = Spara, förbli inte redo
discard = Kasta kontakten
discard-sure = Var det ingen kontakt? Inget sparas.
discard-yes = Kasta
discard-no = Behåll
missing-outcome = Välj hur kontakten slutade.
missing-reason = Välj varför kunden kontaktade oss.
missing-root-cause = Välj varför det inte blev löst.
missing-follow-up = Välj när vi återkommer till kunden.
missing-follow-up-past = Välj en senare tid, den här har redan passerat.
missing-hand-over = Välj vem som tar över.
missing-hand-over-note = Skriv vad nästa agent behöver veta.
missing-field = Fyll i detta.
said-missing =
    { $count ->
        [one] Inte sparat än: ett fält saknas eller är fel.
       *[other] Inte sparat än: { $count } fält saknas eller är fel.
    }
toast-saved = Sparat. { $what }
toast-invited = Sparat. { $what }. Kunden får frågan hur det gick.
undo = Ångra
said-undone = Ångrat. Allt du fyllde i finns kvar i formuläret.

## Store
sync-synced = Synkad
sync-synced-at = Synkad { $time }
sync-sending = Skickar { $count }
sync-offline = Offline
sync-offline-since = Offline sedan { $time }
sync-signed-out = Anslut för att skicka
sync-too-old = Uppdatera för att skicka
sync-not-enrolled = Ingen server
sync-refused =
    { $count ->
        [one] { $count } post väntar på dig
       *[other] { $count } poster väntar på dig
    }
said-offline = Offline. Allt fungerar och sparas här.
waiting =
    { $count ->
        [0] Inget att skicka
        [one] { $count } att skicka
       *[other] { $count } att skicka
    }

## Home
home-unfinished = Oavslutade efterarbeten
home-unfinished-empty = Inget efterarbete väntar.
home-no-outcome = Utfall saknas
home-live = I samtal
acw = Efterarbete
home-promises = Löften på 30 dagar: { $kept } hållna, { $broken } ej hållna
home-corrected = rättad
home-follow-ups = Utlovade återkopplingar
home-follow-ups-empty = Ingen återkoppling väntar.
home-overdue = Försenad
follow-up-begin = Börja
follow-up-call-back = Vill bli uppringd
reminder = Dags att återkoppla
reminder-call-back = Dags att ringa upp
reminder-said = En återkoppling är avtalad till { $time }.
home-changed = Ändrade artiklar
home-changed-since = Ändrade artiklar sedan ditt senaste pass
home-changed-empty = Inga artiklar har ändrats på sistone.
home-last = Dina senaste kontakter
home-last-empty = Kontakter du sparar visas här.
home-correct = Rätta
home-finish = Slutför
home-loading = Ett ögonblick …

## What is sent (later)
sync-now = Skicka nu
outbox = Skickas till servern
outbox-synced = Allt har nått servern.
outbox-rest = Allt annat har nått servern.
outbox-sending = Poster är på väg.
outbox-offline = Servern går inte att nå. Allt fungerar och sparas här; det skickas av sig självt senare.
outbox-signed-out = Servern känner inte längre igen arbetsplatsen. Inget är förlorat: anslut igen så skickas allt.
outbox-too-old = Servern kräver en nyare version av Firsthand. Inget är förlorat: det som väntar här skickas efter uppdateringen. Be driftansvarig om den.
outbox-not-enrolled = Arbetsplatsen hör inte till någon server än. Poster sparas här så länge.
outbox-waiting =
    { $count ->
        [0] Inget väntar
        [one] { $count } post väntar här
       *[other] { $count } poster väntar här
    }
articles-as-of = artiklar från { $time }
refused =
    { $count ->
        [one] { $count } post togs inte emot
       *[other] { $count } poster togs inte emot
    }
refused-safe =
    { $count ->
        [one] Den finns kvar här. Rätta den eller skicka den igen.
       *[other] De finns kvar här. Rätta dem eller skicka dem igen.
    }
refused-correct = Rätta
refused-again = Skicka igen
enrol-open = Anslut arbetsplatsen

## Settings (later)
settings-filter = Filtrera inställningar
settings-none = Ingen inställning passar.
settings-screen = Skärm
settings-digits = Siffror på arabiska
settings-theme = Tema
theme-system = Som systemet
theme-light = Ljust
theme-dark = Mörkt
theme-high_contrast = Hög kontrast
settings-density = Radhöjd
density-compact = Tät
density-standard = Normal
density-comfortable = Luftig
settings-motion = Rörelse
motion-system = Som systemet
motion-reduced = Mindre
motion-full = Full
settings-sounds = Ljud
settings-sounds-hint = När ett samtal kommer, ett löfte ska hållas eller tiden för efterarbete är på väg ut.
settings-software = Rita utan grafikkort (Linux)
settings-software-hint = Mot flimmer eller tomt fönster. Från nästa start.
settings-text = Textstorlek { $percent } %
settings-work = Arbete
settings-preview = Fördröjd förhandsvisning, ms
settings-window = Varning för upprepning, timmar
settings-window-team = Det här bestämmer er kundtjänst.
settings-target = Mål för efterarbete, sekunder
settings-target-hint = 0 visar inget mål. Inget sparas någonsin av sig självt.
settings-region = Nummer utan landskod
settings-queue = Kö
settings-agent = Du
settings-name = Namn
settings-agent-id = Agent-id
settings-store = Server
settings-keys = Tangenter
settings-about = Om programmet
keys-press = Tryck tangenter …
keys-off = Av
keys-hint = Enter, tryck sedan de nya tangenterna. Backsteg stänger av ett kommando; Esc lämnar det som det var.
keys-reset = Tillbaka till vanlig tangent: { $command }
keys-reset-all = Alla tangenter som vanligt
keys-taken = { $key } används redan: { $command }
keys-why-letters = Alt skriver tecken på många tangentbord.
keys-why-layout = Detta byter tangentbordslayout eller textriktning.
keys-why-input = Detta byter inmatningsmetod.
keys-why-system = Systemet behåller den för sig självt.
keys-why-text = Den redigerar text i alla fält.
keys-why-undo = Den är ångra i alla fält.
keys-why-uncommon = Använd Ctrl eller Cmd med en bokstav eller siffra: de finns på alla tangentbord.
about-articles = Artiklar
about-licences = Licenser
enrol-hint = Driftansvarig ger dig adressen och en kod som fungerar en gång.
enrol-url = Adress
enrol-code = Kod
enrol = Anslut
enrolled = Arbetsplatsen är ansluten.
settings-intake = Telefon
intake-http = Ta emot samtalshändelser på den här datorn
intake-http-hint = För en mjuktelefon bredvid fönstret, med token; inget utifrån kommer in.
intake-port = Port
intake-links = Följ firsthand://-länkar
intake-store = Ta samtal som servern skickar vidare
intake-agent = Ditt namn i telefonsystemet
intake-asterisk = Asterisk manager
intake-asterisk-user = Asterisk-användare
intake-asterisk-password = Asterisk-lösenord
intake-closed = Inga samtalshändelser tas emot på den här datorn. Samtal som startas för hand fungerar; starta om Firsthand eller välj en annan port.
intake-listening = Samtalshändelser tas emot på port { $port }.
intake-taken = Ett annat program använder porten, så samtalshändelser tas emot på port { $port }. Stäng det andra programmet eller välj en annan port.
asterisk-connecting = Ansluter till Asterisk …
asterisk-listening = Ansluten till Asterisk.
asterisk-lost = Ingen kontakt med Asterisk. Nya försök görs automatiskt; samtal som startas för hand fungerar.
asterisk-refused = Asterisk nekar inloggningen. Rätta användaren eller lösenordet; samtal som startas för hand fungerar.
settings-summary = Automatisk sammanfattning
summary-on = Låt en maskin skriva anteckningen
summary-hint = Det som sagts skickas till adressen nedan. Anteckningen är märkt tills du har läst den.
summary-model = Modell
summary-key = Nyckel
secret-kept = Sparad. Den visas aldrig igen.
knowledge-count =
    { $count ->
        [one] { $count } artikel
       *[other] { $count } artiklar
    }

## Versions of an article (later)
version-current = nu
version-added = tillagt
version-removed = borttaget
version-changed = ändrat
version-only = Ingen tidigare version finns här.
version-part-title = Titel
version-part-summary = Sammanfattning
version-part-state = Status
version-part-valid_until = Gäller till
version-part-reasons = Orsaker
version-part-also_check = Kontrollera även

## Help (later)
help = Kommandon
help-filter = Filtrera kommandon
help-none = Inget kommando passar.
help-not-now = Går inte just nu
help-elsewhere = I listor och fält
help-choose = Välj i en lista
help-open = Öppna; en gång till: in i artikeln
help-digit = Välj och gå vidare
help-step = Bocka av ett steg
help-escape = Stäng, töm, tillbaka till sök
command-search = Sök artiklar
command-call = Starta samtal, sedan efterarbete
command-back = Tillbaka till samtalet från efterarbetet
command-customer = Kundfältet
command-hold = Parkera och återuppta
command-attach = Koppla artikeln till eller från
command-gap = Anmäl kunskapslucka
command-find = Sök i artikeln
command-same = Samma ärende som tidigare
command-outcome = Utfall
command-reason = Kontaktorsak
command-notes = Anteckningar
command-template = Anteckningsmall
command-save = Spara och bli redo
command-save_stay = Spara, förbli inte redo
command-undo = Ångra senaste sparningen
command-later = Avsluta efterarbetet senare
command-take_call = Ta eller byt samtal
command-suggest_1 = Öppna första förslaget
command-suggest_2 = Öppna andra förslaget
command-suggest_3 = Öppna tredje förslaget
command-pane_search = Gå till sök
command-pane_article = Gå till artikeln
command-pane_customer = Gå till kunden
command-pane_form = Gå till efterarbetet
command-region_next = Nästa del
command-region_previous = Föregående del
command-toast = Gå till meddelandet
command-settings = Inställningar
command-help = Alla kommandon

## When something does not go well
trouble-title = Arbetsplatsen kunde inte öppnas
trouble-safe = Sparade kontakter finns kvar på datorn. Försök igen; hjälper det inte, berätta för driftansvarig vad som står nedan.
trouble-start = Något skadades vid senaste avslutet och är åtgärdat
problem-title = Det fungerade inte
draft-unkept = Sparas inte
draft-unkept-title = Det du skriver sparas inte just nu. Det står kvar på skärmen; ha fönstret öppet.
setting-unkept = En inställning sparades inte
problem-invalid = Något saknas eller är fel. Inget är förlorat; rätta det och försök igen.
problem-conflict = Det är redan registrerat med annat innehåll. Öppna det och rätta.
problem-too_large = Det är för stort. Korta anteckningen och försök igen.
problem-unauthorized = Servern känner inte igen arbetsplatsen eller koden. Inget är förlorat; anslut igen.
problem-not_found = Det finns inte kvar. Inget annat har ändrats.
problem-too_old = Programmet är för gammalt för servern. Inget är förlorat; be om en uppdatering.
problem-start_over = Servern har börjat om. Arbetsplatsen kommer ikapp av sig själv.
problem-unavailable = Servern är upptagen. Inget är förlorat; ett nytt försök görs.
problem-offline = Ingen kontakt med servern. Allt fungerar här och skickas senare.
problem-disk_full = Disken är full. Det som står på skärmen finns kvar; frigör utrymme och försök igen.
problem-damaged = En fil gick inte att läsa. Det som står på skärmen finns kvar; kontakta driftansvarig.
problem-internal = Något gick fel i Firsthand. Det som står på skärmen finns kvar; försök igen.
problem-crash = Firsthand slutade fungera förra gången. Det som sparats är tryggt, utkastet också. Rapporten som nämns nedan innehåller inga kunduppgifter: ge den till den som sköter din dator.
problem-file = Filen desk.toml kan inte användas. Allt fungerar som utan den. Rätta det som nämns nedan och starta Firsthand igen.
