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
skip-to-contacts = الانتقال إلى الاتصالات
loading = جار قراءة الأرقام…
reading = جار القراءة…
data-to = البيانات حتى { $moment }
data-none = لم يرسل أي مكتب بياناته بعد

## The key
key-title = فتح اللوحة
key-why = الأرقام لمن يحمل مفتاح اللوحة. يبقى المفتاح في علامة التبويب هذه فقط وينسى عند إغلاقها.
key-label = مفتاح اللوحة
key-open = فتح
key-wrong = المخزن المركزي لا يعرف هذا المفتاح أو تم سحبه. تحقق منه أو اطلب مفتاحا جديدا.
key-how = ينشئ مشغل المخزن المركزي المفتاح بهذا الأمر:

## What is wrong
unreachable = تعذر الوصول إلى المخزن المركزي منذ { $moment }. هذه آخر أرقامه، واللوحة تواصل المحاولة.
unreachable-empty = تعذر الوصول إلى المخزن المركزي منذ { $moment }. اللوحة تواصل المحاولة.
problem = لم يتمكن المخزن المركزي من الإجابة. هذه آخر أرقامه. رسالته:
problem-empty = لم يتمكن المخزن المركزي من الإجابة. رسالته:
missing = { $count ->
    [zero] لا توجد مكاتب متوقفة: { $names }.
    [one] مكتب واحد لم يرسل منذ مدة ولم يحتسب: { $names }.
    [two] مكتبان لم يرسلا منذ مدة ولم يحتسبا: { $names }.
    [few] { $count } مكاتب لم ترسل منذ مدة ولم تحتسب: { $names }.
    [many] { $count } مكتبا لم ترسل منذ مدة ولم تحتسب: { $names }.
   *[other] { $count } مكتب لم ترسل منذ مدة ولم تحتسب: { $names }.
  }
empty = لا توجد اتصالات بعد
empty-why = تظهر هنا حين يرسل مكتب أول سجل أو حين يستورد ملف.
empty-channels = لا يوجد شيء في القنوات المختارة. اختر غيرها لرؤية المزيد.

## The policy
policy = طريقة حساب الأرقام
window = النافذة
relation = المسألة نفسها
relation-leaf = السبب نفسه
relation-parent = فئة السبب نفسها
relation-any = أي تواصل من العميل
channels = القنوات
channels-all = كل القنوات
channels-some = { $count } من { $of }
channel-voice = هاتف
channel-email = بريد إلكتروني
channel-chat = محادثة
channel-whatsapp = واتساب
channel-sms = رسالة نصية
channel-social = تواصل اجتماعي
channel-web = الويب
channel-in_person = زيارة

## The figures
figures = الأرقام
figure-claimed = FCR المعلن
figure-verified = FCR المتحقق
figure-confirmed = FCR المؤكد
figure-precision = دقة الإعلان
figure-coverage = التغطية
figure-maturity = النضج
figure-naive = FCR البسيط
figure-repeat = معدل التكرار
figure-per-issue = مرات التواصل لكل مسألة
figure-aht = زمن المعالجة (AHT)
figure-acw = ما بعد المكالمة
figure-transfer = المحول
figure-escalation = المصعد
figure-response = إجابات الاستبيان
figure-gross = FCR الإجمالي
says-claimed = ما قاله الموظفون
says-verified = ما تظهره الاتصالات اللاحقة
says-confirmed = ما قاله العملاء
how = طريقة الحساب: { $figure }
how-claimed = أول اتصالات سجلها الموظف محلولة، بلا تحويل أو تصعيد أو وعد بالمتابعة، مقسومة على كل أول الاتصالات الناضجة.
how-verified = أول اتصالات سجلت محلولة ولم يتبعها اتصال ذو صلة خلال النافذة ولم يعترض العميل، مقسومة على كل أول الاتصالات الناضجة. ينضج أول اتصال حين تنقضي نافذته.
how-confirmed = أول اتصالات ناضجة أكد العميل حلها في استبيان، مقسومة على ما أجاب عنه العميل.
how-precision = أول الاتصالات المتحققة مقسومة على المعلنة: إلى أي حد يمكن تصديق الإعلان.
how-coverage = الاتصالات التي عرف عميلها، مقسومة على كل ما بدأه العملاء. الباقي لا يمكن تتبعه ولا يعد نجاحا أبدا.
how-maturity = أول الاتصالات التي انقضت نافذتها، مقسومة على كل أول الاتصالات. هذه وحدها تدخل في النسب.
how-naive = كل الاتصالات المسجلة محلولة، مقسومة على كل ما بدأه العملاء. أنظمة كثيرة تعرض هذا، وهو يعد كل تكرار نجاحا جديدا.
how-repeat = الاتصالات التي تبعها اتصال ذو صلة خلال النافذة، مقسومة على كل الاتصالات المعروف عميلها التي انقضت نافذتها.
how-per-issue = اتصالات كل المسائل مقسومة على عدد المسائل. المسألة هي أول اتصال مع كل ما يعود إليه.
how-aht = متوسط المحادثة والانتظار وما بعد المكالمة لكل اتصال حيث تعرف. بالدقائق والثواني.
how-acw = متوسط الزمن من نهاية المحادثة حتى حفظ السجل. بالدقائق والثواني.
how-transfer = الاتصالات المحولة إلى شخص آخر، مقسومة على كل ما بدأه العملاء.
how-escalation = الاتصالات المصعدة، مقسومة على كل ما بدأه العملاء.
how-response = أول الاتصالات الناضجة التي أجاب فيها العميل عن الاستبيان، مقسومة على ما سئل فيه العميل.
how-gross = FCR المتحقق حين تحسب الاستثناءات المعتمدة اتصالات عادية. والصافي من دونها.
how-interval = المجال هو مجال ويلسون عند 95%. تحت 30 اتصالا تظهر النسبة رمادية: أقل من أن تقارن.
few = اتصالات قليلة
k-of-n = { $k } من { $n }
interval = مجال 95%: { $interval }
net = الصافي { $net }
none-counted = لم يحسب شيء بعد
none-first = لا يوجد أول اتصال بعد.
none-mature = { $open ->
    [zero] لا يوجد أول اتصال ناضج بعد: لا شيء مفتوح، والمعلن منها { $claimed }.
    [one] لا يوجد أول اتصال ناضج بعد: واحد مفتوح، والمعلن منه { $claimed }.
    [two] لا يوجد أول اتصال ناضج بعد: اثنان مفتوحان، والمعلن منهما { $claimed }.
    [few] لا يوجد أول اتصال ناضج بعد: { $open } مفتوحة، والمعلن منها { $claimed }.
    [many] لا يوجد أول اتصال ناضج بعد: { $open } مفتوحا، والمعلن منها { $claimed }.
   *[other] لا يوجد أول اتصال ناضج بعد: { $open } مفتوح، والمعلن منها { $claimed }.
  }
none-answered = لم يجب أحد عن استبيان بعد.
of-contacts = عدد الاتصالات { $n }
of-issues = عدد المسائل { $n }
presets = النوافذ جنبا إلى جنب
chosen = (المختارة)
short-claimed = المعلن
short-verified = المتحقق
short-precision = الدقة
short-maturity = الناضج
short-n = اتصالات ناضجة

## The contacts
contacts = الاتصالات
contacts-shown = { $count ->
    [zero] لا شيء: { $shown }
    [one] آخر اتصال
    [two] آخر اتصالين
    [few] آخر { $shown } اتصالات
    [many] آخر { $shown } اتصالا
   *[other] آخر { $shown } اتصال
  }
contacts-filtered = { $shown } من آخر { $of }
contacts-back-to = · رجوعا إلى { $day }
contacts-none = لا شيء فيما تمت قراءته.
column-time = الوقت
column-customer = العميل
column-channel = القناة
column-reason = السبب
column-outcome = النتيجة
column-claim = المعلن
column-verdict = الحكم
column-agent = الموظف
column-queue = الطابور
column-article = المقالة
claim-resolved = محلول
claim-unresolved = غير محلول
claim-unknown = لم يذكر
verdict-passed = متحقق
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
    [zero] لا اتصالات جديدة
    [one] اتصال جديد
    [two] اتصالان جديدان
    [few] { $count } اتصالات جديدة
    [many] { $count } اتصالا جديدا
   *[other] { $count } اتصال جديد
  }

## One matter
chain = المسألة كلها من أول اتصال
chain-reading = جار قراءة الاتصالات السابقة لهذه المسألة…
chain-not-whole = أول اتصال في هذه المسألة أقدم مما قرأته اللوحة.
first = أول اتصال
gap = بعد { $span }
gap-overlap = والسابق ما زال جاريا
why-passed = أعلن محلولا، ولم يأت اتصال ذو صلة خلال { $window }.
why-pending = أعلن محلولا، ولم يأت اتصال ذو صلة حتى الآن. النافذة مفتوحة حتى { $until }.
why-not_first = { $matter ->
    [reason] عاد بعد { $span } للسبب نفسه.
    [any] عاد بعد { $span }.
    [linked] عاد بعد { $span }؛ وسجله موظف على أنه المسألة نفسها.
   *[family] عاد بعد { $span } لسبب من الفئة نفسها.
  }
why-not_first-overlap = { $matter ->
    [reason] جاء بينما كان اتصال سابق للسبب نفسه ما زال جاريا.
    [any] جاء بينما كان اتصال سابق ما زال جاريا.
    [linked] جاء بينما كان اتصال سابق ما زال جاريا؛ وسجله موظف على أنه المسألة نفسها.
   *[family] جاء بينما كان اتصال سابق لسبب من الفئة نفسها ما زال جاريا.
  }
why-not_first-unknown = { $matter ->
    [reason] عاد خلال النافذة للسبب نفسه.
    [any] عاد خلال النافذة.
    [linked] عاد خلال النافذة؛ وسجله موظف على أنه المسألة نفسها.
   *[family] عاد خلال النافذة لسبب من الفئة نفسها.
  }
why-repeat_contact = { $matter ->
    [reason] أعلن محلولا، لكن العميل عاد بعد { $span } للسبب نفسه.
    [any] أعلن محلولا، لكن العميل عاد بعد { $span }.
    [linked] أعلن محلولا، لكن العميل عاد بعد { $span }؛ وسجله موظف على أنه المسألة نفسها.
   *[family] أعلن محلولا، لكن العميل عاد بعد { $span } لسبب من الفئة نفسها.
  }
why-repeat_contact-overlap = { $matter ->
    [reason] أعلن محلولا، لكن اتصالا آخر للسبب نفسه جاء قبل أن ينتهي.
    [any] أعلن محلولا، لكن اتصالا آخر جاء قبل أن ينتهي.
    [linked] أعلن محلولا، لكن اتصالا آخر جاء قبل أن ينتهي؛ وسجله موظف على أنه المسألة نفسها.
   *[family] أعلن محلولا، لكن اتصالا آخر لسبب من الفئة نفسها جاء قبل أن ينتهي.
  }
why-repeat_contact-unknown = { $matter ->
    [reason] أعلن محلولا، لكن العميل عاد خلال النافذة للسبب نفسه.
    [any] أعلن محلولا، لكن العميل عاد خلال النافذة.
    [linked] أعلن محلولا، لكن العميل عاد خلال النافذة؛ وسجله موظف على أنه المسألة نفسها.
   *[family] أعلن محلولا، لكن العميل عاد خلال النافذة لسبب من الفئة نفسها.
  }
why-follow_up_promised = وعد العميل بالمتابعة، فلم يكف اتصال واحد.
why-transferred = تم تحويله إلى شخص آخر.
why-escalated = تم تصعيده.
why-unresolved = لم يعلن الموظف أنه محلول.
why-disputed = قال العميل إنه لم يحل.
why-excluded = مستثنى من الأرقام بموافقة مراجع.
why-unlinkable = لا يعرف من هو العميل فلا يمكن تتبعه، وهذا يخفض التغطية.
why-not_eligible = المركز هو من اتصل بالعميل، ومثل هذا الاتصال لا يعد تكرارا أبدا.
