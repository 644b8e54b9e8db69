### لوحة المشرفين.

## The page
page-title = الحل من أول تواصل · Firsthand
title = الحل من أول تواصل
product = Firsthand
language = اللغة
theme = المظهر
theme-system = مظهر النظام
theme-light = فاتح
theme-dark = داكن
reload = تحديث
skip-to-contacts = الانتقال إلى حالات التواصل
loading = جار قراءة الأرقام…
reading = جار القراءة…
data-to = البيانات حتى { $moment }
data-none = لم يرسل أي جهاز بياناته بعد
audit-well = المجاميع مطابقة لإعادة العد الكاملة، { $moment }
audit-none = لم تقارن المجاميع بإعادة العد الكاملة بعد
audit-old = قورنت المجاميع بإعادة العد الكاملة آخر مرة { $moment }
audit-differs = المجاميع تخالف إعادة العد الكاملة، { $moment }

## The key
key-title = فتح اللوحة
key-why = الأرقام لمن يحمل مفتاح اللوحة. يبقى المفتاح في علامة التبويب هذه فقط وينسى عند إغلاقها.
key-label = مفتاح اللوحة
key-open = فتح
key-wrong = الخادم المركزي لا يعرف هذا المفتاح أو تم سحبه. تحقق منه أو اطلب مفتاحا جديدا.
key-how = ينشئ مسؤول الخادم المركزي المفتاح بهذا الأمر:

## What is wrong
unreachable = تعذر الوصول إلى الخادم المركزي منذ { $moment }. هذه آخر أرقامه، واللوحة تواصل المحاولة.
unreachable-empty = تعذر الوصول إلى الخادم المركزي منذ { $moment }. اللوحة تواصل المحاولة.
problem = لم يتمكن الخادم المركزي من الإجابة. هذه آخر أرقامه. رسالته:
problem-empty = لم يتمكن الخادم المركزي من الإجابة. رسالته:
partial = تعذر تحميل جزء من الصفحة. لم يفقد شيء.
try-again = إعادة المحاولة
missing = { $count ->
    [zero] لا توجد أجهزة متوقفة: { $names }.
    [one] جهاز واحد لم يرسل منذ مدة ولم يحتسب: { $names }.
    [two] جهازان لم يرسلا منذ مدة ولم يحتسبا: { $names }.
    [few] { $count } أجهزة لم ترسل منذ مدة ولم تحتسب: { $names }.
    [many] { $count } جهازا لم يرسل منذ مدة ولم يحتسب: { $names }.
   *[other] { $count } جهاز لم يرسل منذ مدة ولم يحتسب: { $names }.
  }
audit-alarm = { $count ->
    [zero] لا يوجد مجموع مخالف لإعادة العد الكاملة. يصحح مسؤول الخادم المركزي المجاميع بالأمر
    [one] مجموع واحد يخالف إعادة العد الكاملة. قد تكون الأرقام خاطئة، ولم يفقد أي سجل. يصحح مسؤول الخادم المركزي المجاميع بالأمر
    [two] مجموعان يخالفان إعادة العد الكاملة. قد تكون الأرقام خاطئة، ولم يفقد أي سجل. يصحح مسؤول الخادم المركزي المجاميع بالأمر
    [few] { $count } مجاميع تخالف إعادة العد الكاملة. قد تكون الأرقام خاطئة، ولم يفقد أي سجل. يصحح مسؤول الخادم المركزي المجاميع بالأمر
    [many] { $count } مجموعا يخالف إعادة العد الكاملة. قد تكون الأرقام خاطئة، ولم يفقد أي سجل. يصحح مسؤول الخادم المركزي المجاميع بالأمر
   *[other] { $count } مجموع يخالف إعادة العد الكاملة. قد تكون الأرقام خاطئة، ولم يفقد أي سجل. يصحح مسؤول الخادم المركزي المجاميع بالأمر
  }
empty = لا توجد حالات تواصل بعد
empty-why = تظهر هنا حين يرسل جهاز أول سجل أو حين يستورد ملف.
empty-some = لا يوجد شيء مما اختير أعلاه. غير الاختيار لرؤية المزيد.

## The policy
policy = طريقة حساب الأرقام
window = النافذة
relation = المشكلة نفسها
relation-leaf = السبب نفسه
relation-parent = فئة السبب نفسها
relation-any = أي تواصل من العميل
channels = القنوات
channels-all = كل القنوات
channels-some = { $count } من { $of }
filter-team = الفريق
teams-all = كل الفرق
filter-queue = قائمة الانتظار
queues-all = كل قوائم الانتظار
filter-language = حالات بلغة
languages-all = كل اللغات
period = الفترة
period-days = { $count ->
    [zero] لا أيام
    [one] آخر يوم
    [two] آخر يومين
    [few] آخر { $count } أيام
    [many] آخر { $count } يوما
   *[other] آخر { $count } يوم
  }
period-all = كل الفترات
channel-voice = هاتف
channel-email = بريد إلكتروني
channel-chat = محادثة
channel-whatsapp = واتساب
channel-sms = رسالة نصية
channel-social = تواصل اجتماعي
channel-web = الموقع
channel-in_person = زيارة

## The figures
figures = الأرقام
figure-claimed = FCR المعلن
figure-verified = FCR المتحقق منه
figure-confirmed = FCR المؤكد
figure-precision = دقة الإعلان
figure-coverage = التغطية
figure-maturity = النضج
figure-naive = FCR البسيط
figure-repeat = معدل التكرار
figure-per-issue = مرات التواصل لكل مشكلة
figure-aht = زمن المعالجة (AHT)
figure-acw = العمل بعد المكالمة
figure-transfer = التحويل
figure-escalation = التصعيد
figure-response = إجابات الاستبيان
figure-gross = FCR الإجمالي
says-claimed = ما قاله الموظفون
says-verified = ما تظهره حالات التواصل اللاحقة
says-confirmed = ما قاله العملاء
how = طريقة الحساب: { $figure }
how-claimed = حالات التواصل الأولى التي سجلها الموظف محلولة، بلا تحويل أو تصعيد أو وعد بالمتابعة، مقسومة على كل حالات التواصل الأولى الناضجة.
how-verified = حالات التواصل الأولى التي سجلت محلولة ولم يتبعها تواصل ذو صلة خلال النافذة ولم يعترض العميل، مقسومة على كل حالات التواصل الأولى الناضجة. تنضج حالة التواصل الأولى حين تنقضي نافذتها.
how-confirmed = حالات التواصل الأولى الناضجة التي أكد العميل حلها في استبيان، مقسومة على ما أجاب عنه العميل منها.
how-precision = حالات التواصل الأولى المتحقق منها مقسومة على المعلنة: إلى أي حد يمكن تصديق الإعلان.
how-coverage = حالات التواصل التي عرف عميلها، مقسومة على كل ما بدأه العملاء. الباقي لا يمكن تتبعه ولا يعد نجاحا أبدا.
how-maturity = حالات التواصل الأولى التي انقضت نافذتها، مقسومة على كل حالات التواصل الأولى. هذه وحدها تدخل في النسب.
how-naive = كل حالات التواصل المسجلة محلولة، مقسومة على كل ما بدأه العملاء. أنظمة كثيرة تعرض هذا، وهو يعد كل تكرار نجاحا جديدا.
how-repeat = حالات التواصل التي تبعها تواصل ذو صلة خلال النافذة، مقسومة على كل حالات التواصل المعروف عميلها التي انقضت نافذتها.
how-per-issue = حالات التواصل في كل المشكلات مقسومة على عدد المشكلات. المشكلة هي أول تواصل مع كل ما يعود إليه.
how-aht = متوسط المحادثة والانتظار والعمل بعد المكالمة لكل تواصل حيث تعرف. بالدقائق والثواني.
how-acw = متوسط الزمن من نهاية المحادثة حتى حفظ السجل. بالدقائق والثواني.
how-transfer = حالات التواصل المحولة إلى شخص آخر، مقسومة على كل ما بدأه العملاء.
how-escalation = حالات التواصل المصعدة، مقسومة على كل ما بدأه العملاء.
how-response = حالات التواصل الأولى الناضجة التي أجاب فيها العميل عن الاستبيان، مقسومة على ما سئل فيه العميل.
how-gross = FCR المتحقق منه حين تحسب الاستثناءات المعتمدة حالات تواصل عادية. والصافي من دونها.
how-interval = مجال الثقة هو مجال ويلسون عند { "95%" }. تحت 30 حالة تواصل تظهر النسبة رمادية: أقل من أن تقارن.
few = حالات قليلة
k-of-n = { $k } من { $n }
interval = مجال الثقة { "95%" }: { $interval }
net = الصافي { $net }
none-counted = لم يحسب شيء بعد
none-first = لا يوجد أول تواصل بعد.
none-mature = { $open ->
    [zero] لا يوجد أول تواصل ناضج بعد: لا شيء مفتوح، والمعلن منها { $claimed }.
    [one] لا يوجد أول تواصل ناضج بعد: واحد مفتوح، والمعلن منه { $claimed }.
    [two] لا يوجد أول تواصل ناضج بعد: اثنان مفتوحان، والمعلن منهما { $claimed }.
    [few] لا يوجد أول تواصل ناضج بعد: { $open } مفتوحة، والمعلن منها { $claimed }.
    [many] لا يوجد أول تواصل ناضج بعد: { $open } مفتوحا، والمعلن منها { $claimed }.
   *[other] لا يوجد أول تواصل ناضج بعد: { $open } مفتوح، والمعلن منها { $claimed }.
  }
none-answered = لم يجب أحد عن استبيان بعد.
of-contacts = عدد الحالات { $n }
of-issues = عدد المشكلات { $n }
presets = النوافذ جنبا إلى جنب
chosen = (المختارة)
short-claimed = المعلن
short-verified = المتحقق منه
short-confirmed = المؤكد
short-precision = الدقة
short-maturity = الناضج
short-n = حالات ناضجة

## The charts
charts = الرسوم البيانية
chart-table = جدول
chart-csv = CSV
chart-none = لا حالات تواصل في هذه الفترة.
chart-more = المزيد في الجدول: { $count }
charts-amiss = تعذرت قراءة الأسباب والمقالات والفجوات الآن. ستطلب من جديد عند التحديث التالي.
trend = FCR عبر الزمن
trend-step = الخطوة
trend-by-day = حسب اليوم
trend-by-week = حسب الأسبوع
trend-points = FCR عبر الزمن، نقطة بنقطة
trend-open = النافذة ما زالت مفتوحة
trend-point = { $when }: المعلن { $claimed }، المتحقق منه { $verified }، المؤكد { $confirmed }
trend-point-open = { $when }، النافذة ما زالت مفتوحة: المعلن حتى الآن { $claimed }، المتحقق منه حتى الآن { $verified }، المؤكد حتى الآن { $confirmed }
trend-summary = معدل FCR المتحقق منه { $verified }؛ أعلن الموظفون { $claimed } وأكد العملاء { $confirmed }.
trend-summary-change = { $way ->
    [up] معدل FCR المتحقق منه { $verified }، أعلى من الفترة السابقة بمقدار { $points } نقطة مئوية؛ أعلن الموظفون { $claimed } وأكد العملاء { $confirmed }.
    [down] معدل FCR المتحقق منه { $verified }، أدنى من الفترة السابقة بمقدار { $points } نقطة مئوية؛ أعلن الموظفون { $claimed } وأكد العملاء { $confirmed }.
   *[unclear] معدل FCR المتحقق منه { $verified }، دون فرق واضح عن الفترة السابقة؛ أعلن الموظفون { $claimed } وأكد العملاء { $confirmed }.
  }
change = { $points } نقطة مئوية عن الفترة السابقة ({ $low } إلى { $high })
change-unclear = { $points } نقطة مئوية عن الفترة السابقة ({ $low } إلى { $high })، غير واضح
week-of = أسبوع { $day }
reasons = أسباب التواصل
reasons-level = عرض الأسباب
reasons-family = فئات الأسباب
reasons-whole = كل سبب
reasons-choose = أسباب التواصل؛ اختيار سبب يعرض حالاته
reasons-summary = الأكثر تكرارا { $reason } بنسبة { $share } من حالات التواصل؛ تشكل { $count } من أصل { $of } من الأسباب مجتمعة { $together }.
why = لماذا لم تحل
why-rule = وفق القاعدة
why-agents = وفق الموظفين
why-none = لم يخفق أي تواصل في هذه الفترة.
why-summary = الأكثر تكرارا: { $cause }، { $k } من { $n } من حالات التواصل الأولى المخفقة؛ وذكر الموظفون غالبا: { $said }.
why-summary-rule = الأكثر تكرارا: { $cause }، { $k } من { $n } من حالات التواصل الأولى المخفقة.
articles = فعالية المقالات
articles-order = ترتيب المقالات
articles-by-affected = حالات التواصل المتأثرة
articles-by-bound = الحد الأدنى
articles-none = لم تستخدم أي مقالة في هذه الفترة.
articles-summary = المقالات المستخدمة: { $count }؛ الأدنى بوضوح من معدل كل حالات التواصل ({ $verified }): { $weak }.
articles-weak = ضعيفة
fault-wrong = خاطئة { $n }
fault-outdated = قديمة { $n }
fault-unclear = غير واضحة { $n }
fault-other = أخرى { $n }
gaps = فجوات المعرفة
gaps-none = لم ينقص شيء في هذه الفترة.
gaps-summary = أسئلة بلا جواب: { $count }؛ أولها «{ $query }»، حالات التواصل: { $contacts }، المخفقة: { $failed }.
column-day = اليوم
column-week = الأسبوع
column-interval = مجال الثقة { "95%" }
column-open = مفتوحة
column-contacts = الحالات
column-share = النسبة
column-cumulative = مجتمعة
column-n = العدد
column-cause = السبب
column-source = وفق
column-used = استخدمت
column-resolved = حلت
column-back = عادوا
column-faults = بلاغات
column-question = السؤال
column-language = اللغة
column-nothing = بلا نتائج
column-recorded = مسجلة
column-failed = مخفقة

## The contacts
contacts = حالات التواصل
contacts-shown = { $count ->
    [zero] لا شيء: { $shown }
    [one] آخر حالة
    [two] آخر حالتين
    [few] آخر { $shown } حالات
    [many] آخر { $shown } حالة
   *[other] آخر { $shown } حالة
  }
contacts-filtered = { $shown } من آخر { $of }
contacts-back-to = · رجوعا إلى { $day }
contacts-none = لا شيء فيما تمت قراءته.
filter-reason = السبب: { $reason }
filter-reason-clear = عرض كل الأسباب
column-time = الوقت
column-customer = العميل
column-channel = القناة
column-reason = السبب
column-outcome = النتيجة
column-claim = المعلن
column-verdict = الحكم
column-agent = الموظف
column-queue = قائمة الانتظار
column-article = المقالة
claim-resolved = محلول
claim-unresolved = غير محلول
claim-unknown = لم يذكر
verdict-passed = تم التحقق
verdict-pending = مفتوح
verdict-failed = لم ينجح
verdict-not_first = عاد العميل
verdict-excluded = مستثنى
verdict-unlinkable = عميل مجهول
verdict-not_eligible = بدأناه نحن
verdict-every = كل الأحكام
verdict-count = { $verdict } ({ $count })
because-follow_up_promised = وعد بالمتابعة
because-transferred = تم التحويل
because-escalated = تم التصعيد
because-unresolved = غير محلول
because-repeat_contact = تواصل متكرر
because-disputed = العميل يعترض
no-customer = مجهول
no-reason = لم يذكر سبب
only-viewed = (قرئت ولم تستخدم)
place = { $at } من { $of }
more = عرض المزيد
more-search = البحث أبعد
waiting = { $count ->
    [zero] لا حالات تواصل جديدة
    [one] حالة تواصل جديدة
    [two] حالتا تواصل جديدتان
    [few] { $count } حالات تواصل جديدة
    [many] { $count } حالة تواصل جديدة
   *[other] { $count } حالة تواصل جديدة
  }

## One matter
chain = المشكلة كلها من أول تواصل
chain-reading = جار قراءة حالات التواصل السابقة لهذه المشكلة…
chain-not-whole = أول تواصل في هذه المشكلة أقدم مما قرأته اللوحة.
first = أول تواصل
gap = بعد { $span }
gap-overlap = والسابق ما زال جاريا
why-passed = أعلن محلولا، ولم يأت تواصل ذو صلة خلال { $window }.
why-pending = أعلن محلولا، ولم يأت تواصل ذو صلة حتى الآن. النافذة مفتوحة حتى { $until }.
why-not_first = { $matter ->
    [reason] عاد بعد { $span } للسبب نفسه.
    [any] عاد بعد { $span }.
    [linked] عاد بعد { $span }؛ وسجله موظف على أنه المشكلة نفسها.
   *[family] عاد بعد { $span } لسبب من الفئة نفسها.
  }
why-not_first-overlap = { $matter ->
    [reason] جاء بينما كان تواصل سابق للسبب نفسه ما زال جاريا.
    [any] جاء بينما كان تواصل سابق ما زال جاريا.
    [linked] جاء بينما كان تواصل سابق ما زال جاريا؛ وسجله موظف على أنه المشكلة نفسها.
   *[family] جاء بينما كان تواصل سابق لسبب من الفئة نفسها ما زال جاريا.
  }
why-not_first-unknown = { $matter ->
    [reason] عاد خلال النافذة للسبب نفسه.
    [any] عاد خلال النافذة.
    [linked] عاد خلال النافذة؛ وسجله موظف على أنه المشكلة نفسها.
   *[family] عاد خلال النافذة لسبب من الفئة نفسها.
  }
why-repeat_contact = { $matter ->
    [reason] أعلن محلولا، لكن العميل عاد بعد { $span } للسبب نفسه.
    [any] أعلن محلولا، لكن العميل عاد بعد { $span }.
    [linked] أعلن محلولا، لكن العميل عاد بعد { $span }؛ وسجله موظف على أنه المشكلة نفسها.
   *[family] أعلن محلولا، لكن العميل عاد بعد { $span } لسبب من الفئة نفسها.
  }
why-repeat_contact-overlap = { $matter ->
    [reason] أعلن محلولا، لكن تواصلا آخر للسبب نفسه جاء قبل أن ينتهي.
    [any] أعلن محلولا، لكن تواصلا آخر جاء قبل أن ينتهي.
    [linked] أعلن محلولا، لكن تواصلا آخر جاء قبل أن ينتهي؛ وسجله موظف على أنه المشكلة نفسها.
   *[family] أعلن محلولا، لكن تواصلا آخر لسبب من الفئة نفسها جاء قبل أن ينتهي.
  }
why-repeat_contact-unknown = { $matter ->
    [reason] أعلن محلولا، لكن العميل عاد خلال النافذة للسبب نفسه.
    [any] أعلن محلولا، لكن العميل عاد خلال النافذة.
    [linked] أعلن محلولا، لكن العميل عاد خلال النافذة؛ وسجله موظف على أنه المشكلة نفسها.
   *[family] أعلن محلولا، لكن العميل عاد خلال النافذة لسبب من الفئة نفسها.
  }
why-follow_up_promised = وعد العميل بالمتابعة، فلم يكف تواصل واحد.
why-transferred = تم تحويله إلى شخص آخر.
why-escalated = تم تصعيده.
why-unresolved = لم يعلن الموظف أنه محلول.
why-disputed = قال العميل إنه لم يحل.
why-excluded = مستثنى من الأرقام بموافقة مراجع.
why-unlinkable = لا يعرف من هو العميل فلا يمكن تتبعه، وهذا يخفض التغطية.
why-not_eligible = المركز هو من اتصل بالعميل، ومثل هذا التواصل لا يعد تكرارا أبدا.
