### Tavlan för arbetsledare.

## The page
page-title = Löst vid första kontakten · Firsthand
title = Löst vid första kontakten
product = Firsthand
language = Språk
theme = Tema
theme-system = Systemets tema
theme-light = Ljust
theme-dark = Mörkt
reload = Uppdatera
skip-to-contacts = Hoppa till kontakterna
loading = Läser siffrorna …
reading = Läser …
data-to = Data till { $moment }
data-none = Ingen arbetsplats har rapporterat än
audit-well = Summorna stämmer med full omräkning, { $moment }
audit-none = Summorna har inte jämförts med full omräkning än
audit-old = Summorna jämfördes senast med full omräkning { $moment }
audit-differs = Summorna avviker från full omräkning, { $moment }

## The key
key-title = Öppna tavlan
key-why = Siffrorna är för den som har en nyckel till tavlan. Den stannar i den här fliken och glöms när fliken stängs.
key-label = Nyckel till tavlan
key-open = Öppna
key-wrong = Servern känner inte till nyckeln, eller så är den indragen. Kontrollera den eller be om en ny.
key-how = Den som driver servern gör en nyckel med det här kommandot:

## What is wrong
unreachable = Servern har inte gått att nå sedan { $moment }. Det här är de senaste siffrorna. Tavlan fortsätter att försöka.
unreachable-empty = Servern har inte gått att nå sedan { $moment }. Tavlan fortsätter att försöka.
problem = Servern kunde inte svara. Det här är de senaste siffrorna. Den svarar:
problem-empty = Servern kunde inte svara. Den svarar:
partial = En del av sidan kunde inte läsas in. Inget är förlorat.
try-again = Försök igen
missing = { $count ->
    [one] En arbetsplats har varit tyst länge och räknas inte med: { $names }.
   *[other] { $count } arbetsplatser har varit tysta länge och räknas inte med: { $names }.
  }
audit-alarm = { $count ->
    [one] En summa stämmer inte med full omräkning. Siffrorna kan vara fel; ingen post är förlorad. Den som driver servern rättar summorna med
   *[other] { $count } summor stämmer inte med full omräkning. Siffrorna kan vara fel; ingen post är förlorad. Den som driver servern rättar summorna med
  }
empty = Inga kontakter än
empty-why = De visas här så snart en arbetsplats skickar sin första post eller en fil läses in.
empty-some = Det finns inga för det som är valt ovan. Välj något annat för att se fler.

## The policy
policy = Så räknas siffrorna
window = Fönster
relation = Samma ärende
relation-leaf = Samma orsak
relation-parent = Samma orsaksgrupp
relation-any = Varje kontakt från kunden
channels = Kanaler
channels-all = Alla kanaler
channels-some = { $count } av { $of }
filter-team = Team
teams-all = Alla team
filter-queue = Kö
queues-all = Alla köer
filter-language = Kontakter på
languages-all = Alla språk
period = Period
period-days = { $count ->
    [one] Senaste dagen
   *[other] Senaste { $count } dagarna
  }
period-all = Allt som finns
channel-voice = Telefon
channel-email = E-post
channel-chat = Chatt
channel-whatsapp = WhatsApp
channel-sms = Sms
channel-social = Sociala medier
channel-web = Webb
channel-in_person = Besök

## The figures
figures = Siffror
figure-claimed = Angiven FCR
figure-verified = Verifierad FCR
figure-confirmed = Bekräftad FCR
figure-precision = Träffsäkerhet
figure-coverage = Täckning
figure-maturity = Mognad
figure-naive = Naiv FCR
figure-repeat = Upprepade kontakter
figure-per-issue = Kontakter per ärende
figure-aht = Hanteringstid (AHT)
figure-acw = Efterarbete
figure-transfer = Vidarekopplat
figure-escalation = Eskalerat
figure-response = Enkätsvar
figure-gross = FCR brutto
says-claimed = Vad agenterna angav
says-verified = Vad senare kontakter visar
says-confirmed = Vad kunderna sade
how = Så räknas det: { $figure }
how-claimed = Förstakontakter som agenten angav som lösta, utan vidarekoppling, eskalering eller utlovad återkoppling, delat med alla mogna förstakontakter.
how-verified = Förstakontakter som angavs som lösta, utan relaterad kontakt inom fönstret och utan invändning från kunden, delat med alla mogna förstakontakter. En förstakontakt är mogen när dess fönster har passerat.
how-confirmed = Mogna förstakontakter som kunden bekräftade som lösta i en enkät, delat med dem där kunden svarade.
how-precision = Verifierade förstakontakter delat med angivna: hur långt man kan lita på det angivna.
how-coverage = Kontakter med känd kund delat med alla kontakter som kunder tog. Resten kan inte följas och räknas aldrig som lyckade.
how-maturity = Förstakontakter vars fönster har passerat, delat med alla förstakontakter. Bara de ingår i andelarna.
how-naive = Alla kontakter som angavs som lösta, delat med alla kontakter som kunder tog. Många system visar detta; varje återkomst räknas som en ny framgång.
how-repeat = Kontakter som följdes av en relaterad inom fönstret, delat med alla kontakter med känd kund vars fönster har passerat.
how-per-issue = Kontakter i alla ärenden delat med antalet ärenden. Ett ärende är en förstakontakt med allt som leder tillbaka till den.
how-aht = Samtal, parkering och efterarbete per kontakt, i genomsnitt, där de är kända. Minuter och sekunder.
how-acw = Tid från samtalets slut tills posten sparades, i genomsnitt. Minuter och sekunder.
how-transfer = Kontakter som lämnades över till någon annan, delat med alla kontakter som kunder tog.
how-escalation = Kontakter som lämnades uppåt, delat med alla kontakter som kunder tog.
how-response = Mogna förstakontakter där kunden svarade på enkäten, delat med dem där kunden tillfrågades.
how-gross = Verifierad FCR när godkända undantag räknas som vanliga kontakter. Netto är samma sak utan dem.
how-interval = Intervallet är Wilsons på 95 %. Under 30 kontakter är andelen grå: för få att jämföra.
few = få kontakter
k-of-n = { $k } av { $n }
interval = 95 %-intervall: { $interval }
net = netto { $net }
none-counted = inget räknat än
none-first = Ingen förstakontakt än.
none-mature = { $open ->
    [one] Ingen förstakontakt är gammal nog än: fönstret är öppet för en; angivna som lösta: { $claimed }.
   *[other] Ingen förstakontakt är gammal nog än: fönstret är öppet för { $open }; angivna som lösta: { $claimed }.
  }
none-answered = Ingen har svarat på en enkät än.
of-contacts = { $n ->
    [one] { $n } kontakt
   *[other] { $n } kontakter
  }
of-issues = { $n ->
    [one] { $n } ärende
   *[other] { $n } ärenden
  }
presets = Fönster sida vid sida
chosen = (valt)
short-claimed = Angiven
short-verified = Verifierad
short-confirmed = Bekräftad
short-precision = Träffsäkerhet
short-maturity = Mogna
short-n = Mogna kontakter

## The charts
charts = Diagram
chart-table = Tabell
chart-csv = CSV
chart-none = Inga kontakter i perioden.
chart-more = Fler i tabellen: { $count }
charts-amiss = Orsaker, artiklar och luckor kunde inte läsas just nu. De hämtas igen vid nästa uppdatering.
trend = FCR över tid
trend-step = Steg
trend-by-day = Per dag
trend-by-week = Per vecka
trend-points = FCR över tid, punkt för punkt
trend-open = Fönstret är öppet
trend-point = { $when }: angivet { $claimed }, verifierat { $verified }, bekräftat { $confirmed }
trend-point-open = { $when }, fönstret är öppet: angivet hittills { $claimed }, verifierat hittills { $verified }, bekräftat hittills { $confirmed }
trend-summary = Verifierad FCR är { $verified }; agenterna angav { $claimed }, kunderna bekräftade { $confirmed }.
trend-summary-change = { $way ->
    [up] Verifierad FCR är { $verified }, { $points } procentenheter över perioden före; agenterna angav { $claimed }, kunderna bekräftade { $confirmed }.
    [down] Verifierad FCR är { $verified }, { $points } procentenheter under perioden före; agenterna angav { $claimed }, kunderna bekräftade { $confirmed }.
   *[unclear] Verifierad FCR är { $verified }, utan tydlig skillnad mot perioden före; agenterna angav { $claimed }, kunderna bekräftade { $confirmed }.
  }
change = { $points } procentenheter mot perioden före ({ $low } till { $high })
change-unclear = { $points } procentenheter mot perioden före ({ $low } till { $high }), inte tydligt
week-of = Vecka från { $day }
reasons = Kontaktorsaker
reasons-level = Orsakerna visas som
reasons-family = Orsaksgrupper
reasons-whole = Varje orsak
reasons-choose = Kontaktorsaker; den som väljs visar sina kontakter
reasons-summary = { $reason } är vanligast med { $share } av kontakterna; { $count } av { $of } orsaker står för { $together }.
why = Varför inte löst
why-rule = Enligt regeln
why-agents = Enligt agenterna
why-none = Ingen kontakt misslyckades i perioden.
why-summary = Oftast: { $cause }, { $k } av { $n } misslyckade förstakontakter; agenterna angav oftast: { $said }.
why-summary-rule = Oftast: { $cause }, { $k } av { $n } misslyckade förstakontakter.
articles = Artiklarnas verkan
articles-order = Artiklarnas ordning
articles-by-affected = Berörda kontakter
articles-by-bound = Nedre gräns
articles-none = Ingen artikel användes i perioden.
articles-summary = Använda artiklar: { $count }; tydligt under nivån för alla kontakter ({ $verified }): { $weak }.
articles-weak = svag
fault-wrong = fel { $n }
fault-outdated = inaktuell { $n }
fault-unclear = otydlig { $n }
fault-other = annat { $n }
gaps = Kunskapsluckor
gaps-none = Inget saknades i perioden.
gaps-summary = Frågor utan svar: { $count }; först ”{ $query }”, kontakter: { $contacts }, misslyckade: { $failed }.
column-day = Dag
column-week = Vecka
column-interval = 95 %-intervall
column-open = Öppna
column-contacts = Kontakter
column-share = Andel
column-cumulative = Samlat
column-n = n
column-cause = Orsak
column-source = Enligt
column-used = Använd
column-resolved = Löst
column-back = Åter
column-faults = Flaggor
column-question = Fråga
column-language = Språk
column-nothing = Ingen träff
column-recorded = Antecknad
column-failed = Misslyckade

## The contacts
contacts = Kontakter
contacts-shown = { $count ->
    [one] Den senaste
   *[other] De senaste { $shown }
  }
contacts-filtered = { $shown } bland de senaste { $of }
contacts-back-to = · tillbaka till { $day }
contacts-none = Ingen bland dem som har lästs.
filter-reason = Orsak: { $reason }
filter-reason-clear = visa alla orsaker
column-time = Tid
column-customer = Kund
column-channel = Kanal
column-reason = Orsak
column-outcome = Utfall
column-claim = Angivet
column-verdict = Bedömning
column-agent = Agent
column-queue = Kö
column-article = Artikel
claim-resolved = Löst
claim-unresolved = Inte löst
claim-unknown = Inte angivet
verdict-passed = Verifierad
verdict-pending = Öppen
verdict-failed = Misslyckad
verdict-not_first = Återkom
verdict-excluded = Undantagen
verdict-unlinkable = Okänd kund
verdict-not_eligible = Vi tog kontakt
verdict-every = Alla bedömningar
verdict-count = { $verdict } ({ $count })
because-follow_up_promised = återkoppling utlovad
because-transferred = vidarekopplad
because-escalated = eskalerad
because-unresolved = inte löst
because-repeat_contact = upprepad kontakt
because-disputed = kunden invänder
no-customer = okänd
no-reason = ingen orsak angiven
only-viewed = (läst, inte använd)
place = { $at } av { $of }
more = Visa fler
more-search = Sök längre tillbaka
waiting = { $count ->
    [one] En ny kontakt
   *[other] { $count } nya kontakter
  }

## One matter
chain = Hela ärendet, från den första kontakten
chain-reading = Läser ärendets tidigare kontakter …
chain-not-whole = Ärendets första kontakt ligger längre tillbaka än tavlan har läst.
first = Första kontakten
gap = { $span } senare
gap-overlap = Medan den förra fortfarande pågick
why-passed = Angiven som löst, och ingen relaterad kontakt kom inom { $window }.
why-pending = Angiven som löst; ingen relaterad kontakt har kommit hittills. Fönstret är öppet till { $until }.
why-not_first = { $matter ->
    [reason] Återkom efter { $span } om samma orsak.
    [any] Återkom efter { $span }.
    [linked] Återkom efter { $span }; en agent angav det som samma ärende.
   *[family] Återkom efter { $span } om samma orsaksgrupp.
  }
why-not_first-overlap = { $matter ->
    [reason] Kom medan en tidigare kontakt om samma orsak fortfarande pågick.
    [any] Kom medan en tidigare kontakt fortfarande pågick.
    [linked] Kom medan en tidigare kontakt fortfarande pågick; en agent angav det som samma ärende.
   *[family] Kom medan en tidigare kontakt om samma orsaksgrupp fortfarande pågick.
  }
why-not_first-unknown = { $matter ->
    [reason] Återkom inom fönstret om samma orsak.
    [any] Återkom inom fönstret.
    [linked] Återkom inom fönstret; en agent angav det som samma ärende.
   *[family] Återkom inom fönstret om samma orsaksgrupp.
  }
why-repeat_contact = { $matter ->
    [reason] Angiven som löst, men kunden återkom efter { $span } om samma orsak.
    [any] Angiven som löst, men kunden återkom efter { $span }.
    [linked] Angiven som löst, men kunden återkom efter { $span }; en agent angav det som samma ärende.
   *[family] Angiven som löst, men kunden återkom efter { $span } om samma orsaksgrupp.
  }
why-repeat_contact-overlap = { $matter ->
    [reason] Angiven som löst, men en annan kontakt om samma orsak kom innan den var slut.
    [any] Angiven som löst, men en annan kontakt kom innan den var slut.
    [linked] Angiven som löst, men en annan kontakt kom innan den var slut; en agent angav det som samma ärende.
   *[family] Angiven som löst, men en annan kontakt om samma orsaksgrupp kom innan den var slut.
  }
why-repeat_contact-unknown = { $matter ->
    [reason] Angiven som löst, men kunden återkom inom fönstret om samma orsak.
    [any] Angiven som löst, men kunden återkom inom fönstret.
    [linked] Angiven som löst, men kunden återkom inom fönstret; en agent angav det som samma ärende.
   *[family] Angiven som löst, men kunden återkom inom fönstret om samma orsaksgrupp.
  }
why-follow_up_promised = Kunden lovades återkoppling, så en kontakt räckte inte.
why-transferred = Den lämnades över till någon annan.
why-escalated = Den lämnades uppåt.
why-unresolved = Agenten angav inte att den var löst.
why-disputed = Kunden sade att den inte var löst.
why-excluded = Undantagen från siffrorna; en granskare godkände det.
why-unlinkable = Ingen vet vem kunden var, så kontakten kan inte följas. Den sänker täckningen.
why-not_eligible = Vi tog kontakt med kunden; en sådan kontakt är aldrig en återkomst.
