# نافذة الموظف بالعربية.
app-name = Firsthand

## Regions and panes
region-bar = المكالمة
region-search = البحث
region-article = المقالة
region-context = العميل
panes = الأقسام
pane-search = البحث
pane-article = المقالة
pane-customer = العميل
pane-form = إنهاء المعالجة
close = إغلاق
try-again = إعادة المحاولة
settings = الإعدادات
hint-search = البحث
hint-choose = اختيار
hint-open = فتح
hint-region = القسم التالي
hint-help = كل الأوامر
hint-same = المشكلة نفسها

## Call
state-ready = جاهز
state-not-ready = غير جاهز
state-on-call = في مكالمة
state-on-hold = قيد الانتظار
state-wrap-up = إنهاء المعالجة
call-start = بدء مكالمة
call-hold = انتظار
call-unhold = استئناف
call-wrap-up = إنهاء المعالجة
call-go-ready = الانتقال إلى جاهز
call-back = العودة إلى المكالمة
call-new = مكالمة جديدة
call-new-hint = تبدأ مكالمة جديدة، وتبقى هذه المعالجة ضمن المعالجات غير المكتملة.
call-later = إكمال لاحقا
said-later = وضعت جانبا. ستجدها ضمن المعالجات غير المكتملة.
call-total = المكالمة { $time }
call-ringing = مكالمة واردة
call-connected = مكالمة أخرى
call-held = مكالمة أخرى في الانتظار
call-take = استلام المكالمة
call-switch = الانتقال إليها
call-rings = مكالمة واردة: { $who }
call-unknown = متصل غير معروف
call-waited = الانتظار
target = الهدف { $time }
target-label = وقت المعالجة مقارنة بالهدف
talk = المكالمة { $time }
correction = تصحيح
customer = العميل
customer-hint = الهاتف أو رقم العميل
language = اللغة
language-system = حسب النظام
said-target-half = مضى نصف الوقت المستهدف لإنهاء المعالجة.
said-target-full = مضى الوقت المستهدف لإنهاء المعالجة. خذ ما تحتاجه من وقت.
call-facts = ما ذكره المتصل من قبل
call-withheld = الرقم محجوب
call-lang = اللغة
call-dialled = الرقم المطلوب
limit-warning = ستوضع هذه المعالجة جانبا بعد { $seconds } ث. مفتاح المسافة أو أي تعديل يمنح وقتا إضافيا.
limit-last = ستوضع هذه المعالجة جانبا بعد { $seconds } ث. لن يضيع شيء: ستجدها ضمن المعالجات غير المكتملة.
limit-extend = وقت إضافي
limit-said = ستوضع هذه المعالجة جانبا قريبا. اضغط المسافة لوقت إضافي. لن يضيع شيء.
limit-said-last = ستوضع هذه المعالجة جانبا قريبا كما هي. لن يضيع شيء: ستجدها ضمن المعالجات غير المكتملة.

## Search
search-label = البحث في المقالات
search-results = المقالات المطابقة
search-count =
    { $count ->
        [zero] لا مقالات
        [one] مقالة واحدة
        [two] مقالتان
        [few] { $count } مقالات
        [many] { $count } مقالة
       *[other] { $count } مقالة
    }
search-none = لا توجد مقالة عن «{ $text }»
search-most = هذه أفضل { $count } مقالة. أضف كلمة لتضييق البحث.
search-failed = تعذر البحث. حاول مرة أخرى.
search-suggestion = ابحث عن «{ $text }» بدلا من ذلك
search-recent = عمليات البحث الأخيرة
search-recent-empty = ستظهر عمليات بحثك هنا.
pinned = المثبتة
pinned-empty = ثبت مقالة لتبقى في متناول يدك.
pin = تثبيت هذه المقالة
gap-record = تسجيل فجوة معرفية
gap-recorded = سجلت الفجوة المعرفية
suggest = يناسب ما يقال الآن
suggest-sure = ثقة {"\u2066"}{ $percent }%{"\u2069"}
suggest-up = مفيدة: { $title }
suggest-down = غير مفيدة: { $title }
suggest-said = مقترح: { $title }
suggest-good = صنفت مفيدة
suggest-bad = صنفت غير مفيدة
suggest-none = لم تعد معلمة
said-gap = سجلت فجوة معرفية: { $text }
command-good = الاقتراح مفيد
command-bad = الاقتراح غير مفيد

## Article
attach = إرفاق بالمكالمة
attached = مرفقة
attach-nothing = افتح مقالة أولا ثم أرفقها.
said-attached = أرفقت: { $title }
said-detached = ألغي إرفاق: { $title }
article-updated = تحديث { $when }
article-validated = معتمدة
article-unvalidated = غير معتمدة بعد
article-expired = انتهت صلاحيتها في { $date }
article-success = تم حل { $resolved } من أصل { $used } من حالات التواصل
article-verified = بعد التحقق: حلت { $resolved } من { $used } من حالات التواصل الأولى
success-new = حالات قليلة
article-old =
    { $hours ->
        [zero] المقالات حديثة وستحدث عند الاتصال بالخادم المركزي.
        [one] مضت ساعة على تحديث المقالات. ستحدث عند الاتصال بالخادم المركزي.
        [two] مضت ساعتان على تحديث المقالات. ستحدث عند الاتصال بالخادم المركزي.
        [few] مضت { $hours } ساعات على تحديث المقالات. ستحدث عند الاتصال بالخادم المركزي.
        [many] مضت { $hours } ساعة على تحديث المقالات. ستحدث عند الاتصال بالخادم المركزي.
       *[other] مضت { $hours } ساعة على تحديث المقالات. ستحدث عند الاتصال بالخادم المركزي.
    }
article-empty = ابحث عن مقالة لقراءتها هنا.
article-empty-call = ابحث بكلمات العميل نفسها، وستفتح أفضل مقالة هنا.
article-failed = تعذر فتح المقالة. اخترها مرة أخرى.
copy = نسخ
copied = تم النسخ
said-copied = تم النسخ
find = البحث في المقالة
find-count = { $at } من { $count }
flag-what = ما المشكلة في هذه المقالة؟
flag-wrong = خاطئة
flag-outdated = قديمة
flag-unclear = غير واضحة
flag-other = مشكلة أخرى
said-flagged = تم الإبلاغ عن: { $title }
decide-may = يمكنك أن تقرر
decide-also = تحقق أيضا من
decide-related = مقالات ذات صلة
command-flag = الإبلاغ عن المقالة
versions = الإصدارات

## Customer's story
story = حالات التواصل السابقة
story-repeat = تواصل متكرر
story-warning =
    { $times ->
        [zero] لم يتواصل
        [one] تواصل مرة واحدة
        [two] تواصل مرتين
        [few] تواصل { $times } مرات
        [many] تواصل { $times } مرة
       *[other] تواصل { $times } مرة
    } خلال { $days ->
        [zero] اليوم
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يوما
       *[other] { $days } يوم
    } بشأن هذا
story-last = في المرة السابقة:
story-ask = اسأل عما حدث بعد ذلك قبل تكرار الخطوات.
story-ask-unresolved = لم تحل المشكلة. اسأل عما حدث بعد ذلك قبل تكرار الخطوات.
story-tried = سبق تجربة:
story-steps = الخطوات { $steps }
story-promised = الوعد قبل { $when }.
story-promise-broken = وعدنا بالعودة قبل { $when } ولم نفعل.
story-not-kept = وعد لم ينفذ
story-handed = تم تسليمه إليك
story-warm = بعد محادثة مباشرة
story-keeps = وفاء بالوعد المحدد في { $when }
story-not-helped = لم تفد في المرة السابقة
story-promises = وعود مفتوحة
story-possible = تطابقات محتملة: { $count }
story-possible-hint = ربما الشخص نفسه. تحقق أولا؛ لا تدخل في الحساب.
story-no-customer = أدخل رقم الهاتف أو رقم العميل لعرض حالات التواصل السابقة.
story-asking = جار البحث عن حالات التواصل السابقة…
story-empty = لا يوجد تواصل سابق.
story-desk-only = تعذر الوصول إلى الخادم المركزي: يعرض ما استقبل على هذا الجهاز فقط.
story-due = المتابعة { $when }
waiting-here = محفوظ هنا
same = هل هي مشكلة { $when } نفسها؟
same-yes = نفسها
same-no = مختلفة
same-none = دون إجابة
channel-voice = هاتف
channel-email = بريد إلكتروني
channel-chat = محادثة
channel-whatsapp = واتساب
channel-sms = رسالة نصية
channel-social = وسائل التواصل الاجتماعي
channel-web = الموقع
channel-in_person = زيارة

## Wrap-up
wrap-up = إنهاء المعالجة
form-open = ملء نموذج المعالجة الآن
outcome = النتيجة
reason = سبب التواصل
reason-list = الأسباب
reason-filter = اكتب للتصفية
reason-from-article = مقترح من المقالة المرفقة
reason-own = أسبابك في آخر { 30 } يوما
reason-team = شائعة لدى الفريق
reason-all = كل الأسباب
reason-none = لا يوجد سبب يطابق «{ $text }»
root-cause = سبب عدم الحل
follow-up = المتابعة
due-2h = بعد ساعتين
due-tomorrow = غدا { $time }
due-48h = بعد { 48 } ساعة
due-pick = اختر موعدا…
due-day = اليوم
due-time = الوقت
due-by = الطريقة
hand-over = تسليم إلى
hand-over-up = تصعيد
hand-over-dial = الرقم
hand-over-skill = المهارة المطلوبة
hand-over-any = أي شخص هناك
hand-over-note = ما يجب أن يعرفه الموظف التالي
hand-over-warm = تحدثت إليهم أولا
conversion = هل تم بيع أو احتفظنا بالعميل؟
conversion-amount = المبلغ
amount-wrong = لا يمكن قراءة هذا كمبلغ. يبقى كما كتبته؛ اكتب الرقم فقط، مثل { $example }.
yes = نعم
no = لا
field-optional = اختياري
field-wrong = هذه القيمة غير مناسبة. لم يضع شيء؛ صححها.
note = ملاحظات
note-machine = مكتوب آليا
note-accept = قرأته
note-masked = تخفى أرقام البطاقات وما شابهها قبل حفظ أي شيء.
history = التصحيحات: { $count }
history-first = كما حفظ أول مرة
history-nothing = لا شيء
field-name-outcome = النتيجة
field-name-reason = سبب التواصل
field-name-root_cause = سبب عدم الحل
field-name-note = ملاحظات
field-name-follow_up = المتابعة
field-name-customer = العميل
survey-note = يسأل بعض العملاء عن التجربة، ويختارون عشوائيا.
template = قالب
gaps =
    { $count ->
        [zero] لا فجوات معرفية
        [one] فجوة معرفية:
        [two] فجوتان معرفيتان:
        [few] فجوات معرفية:
        [many] فجوات معرفية:
       *[other] فجوات معرفية:
    }
save-ready = حفظ والاستعداد
save-stay = حفظ والبقاء غير جاهز
discard = حذف هذا التواصل
discard-sure = ألم يكن هذا تواصلا؟ سيحذف ولن يبقى منه شيء.
discard-yes = حذف
discard-no = إبقاء
missing-outcome = اختر كيف انتهى التواصل.
missing-reason = اختر سبب تواصل العميل معنا.
missing-root-cause = اختر لماذا لم تحل المشكلة.
missing-follow-up = اختر موعد معاودة الاتصال بالعميل.
missing-follow-up-past = اختر موعدا لاحقا، فقد مضى هذا الموعد.
missing-hand-over = اختر من يتسلمها.
missing-hand-over-note = اكتب ما يجب أن يعرفه الموظف التالي.
missing-field = املأ هذا الحقل.
said-missing =
    { $count ->
        [zero] لم يحفظ بعد.
        [one] لم يحفظ بعد: حقل واحد ناقص أو غير صحيح.
        [two] لم يحفظ بعد: حقلان ناقصان أو غير صحيحين.
        [few] لم يحفظ بعد: { $count } حقول ناقصة أو غير صحيحة.
        [many] لم يحفظ بعد: { $count } حقلا ناقصا أو غير صحيح.
       *[other] لم يحفظ بعد: { $count } حقل ناقص أو غير صحيح.
    }
toast-saved = تم الحفظ. { $what }
toast-invited = تم الحفظ. { $what }. سيسأل العميل عن التجربة.
undo = تراجع
said-undone = تم التراجع، وكل ما أدخلته موجود في النموذج.

## Store
sync-synced = تمت المزامنة
sync-synced-at = تمت المزامنة { $time }
sync-sending = جار إرسال { $count }
sync-offline = دون اتصال
sync-offline-since = دون اتصال منذ { $time }
sync-signed-out = سجل الجهاز للإرسال
sync-too-old = حدّث البرنامج للإرسال
sync-not-enrolled = دون خادم مركزي
sync-refused =
    { $count ->
        [zero] لا سجلات بحاجة إليك
        [one] سجل واحد بحاجة إليك
        [two] سجلان بحاجة إليك
        [few] { $count } سجلات بحاجة إليك
        [many] { $count } سجلا بحاجة إليك
       *[other] { $count } سجل بحاجة إليك
    }
said-offline = دون اتصال. كل شيء يعمل ويحفظ هنا.
waiting =
    { $count ->
        [0] لا شيء للإرسال
        [zero] لا شيء للإرسال
        [one] سجل واحد للإرسال
        [two] سجلان للإرسال
        [few] { $count } سجلات للإرسال
        [many] { $count } سجلا للإرسال
       *[other] { $count } سجل للإرسال
    }

## Home
home-unfinished = معالجات غير مكتملة
home-unfinished-empty = لا توجد معالجة بانتظارك.
home-no-outcome = النتيجة ناقصة
home-live = على الخط
acw = العمل بعد المكالمة
home-promises = الوعود خلال { 30 } يوما: نفذ { $kept } ولم ينفذ { $broken }
home-corrected = مصحح
home-follow-ups = متابعات مستحقة
home-follow-ups-empty = لا توجد متابعة مستحقة.
home-overdue = متأخرة
follow-up-begin = بدء
follow-up-call-back = طلب معاودة الاتصال
reminder = حان موعد المتابعة
reminder-call-back = حان موعد معاودة الاتصال
reminder-said = متابعة مستحقة في { $time }.
home-changed = مقالات تغيرت
home-changed-since = مقالات تغيرت منذ نوبتك الأخيرة
home-changed-empty = لم تتغير أي مقالة مؤخرا.
home-last = آخر حالات التواصل لديك
home-last-empty = يظهر هنا ما تحفظه من حالات التواصل.
home-correct = تصحيح
home-finish = إكمال
home-loading = لحظة من فضلك…

## What is sent (later)
sync-now = إرسال الآن
outbox = الإرسال إلى الخادم المركزي
outbox-synced = وصل كل شيء إلى الخادم المركزي.
outbox-rest = وصل كل ما عداها إلى الخادم المركزي.
outbox-sending = السجلات في طريقها.
outbox-offline = تعذر الوصول إلى الخادم المركزي. كل شيء يعمل ويحفظ هنا، ويرسل تلقائيا لاحقا.
outbox-signed-out = لم يعد الخادم المركزي يعرف هذا الجهاز. لم يفقد شيء: سجل الجهاز من جديد وسيرسل كل شيء.
outbox-too-old = يحتاج الخادم المركزي إلى إصدار أحدث من Firsthand. لم يفقد شيء: سيرسل كل ما ينتظر هنا بعد التحديث. اطلبه من المسؤول.
outbox-not-enrolled = هذا الجهاز غير مرتبط بخادم مركزي بعد. تحفظ السجلات هنا حتى يتم ذلك.
outbox-waiting =
    { $count ->
        [0] لا شيء بانتظار الإرسال
        [zero] لا شيء بانتظار الإرسال
        [one] سجل واحد بانتظار الإرسال هنا
        [two] سجلان بانتظار الإرسال هنا
        [few] { $count } سجلات بانتظار الإرسال هنا
        [many] { $count } سجلا بانتظار الإرسال هنا
       *[other] { $count } سجل بانتظار الإرسال هنا
    }
articles-as-of = المقالات حتى { $time }
refused =
    { $count ->
        [zero] لم يرفض أي سجل
        [one] لم يقبل سجل واحد
        [two] لم يقبل سجلان
        [few] لم تقبل { $count } سجلات
        [many] لم يقبل { $count } سجلا
       *[other] لم يقبل { $count } سجل
    }
refused-safe =
    { $count ->
        [zero] لا سجلات هنا.
        [one] السجل محفوظ هنا. صححه أو أرسله من جديد.
        [two] السجلان محفوظان هنا. صححهما أو أرسلهما من جديد.
        [few] السجلات محفوظة هنا. صححها أو أرسلها من جديد.
        [many] السجلات محفوظة هنا. صححها أو أرسلها من جديد.
       *[other] السجلات محفوظة هنا. صححها أو أرسلها من جديد.
    }
refused-correct = تصحيح
refused-again = إرسال من جديد
enrol-open = تسجيل هذا الجهاز

## Settings (later)
settings-filter = تصفية الإعدادات
settings-none = لا يوجد إعداد مطابق.
settings-screen = الشاشة
settings-digits = الأرقام في العربية
settings-theme = المظهر
theme-system = حسب النظام
theme-light = فاتح
theme-dark = داكن
theme-high_contrast = تباين عال
settings-density = ارتفاع الصفوف
density-compact = مضغوط
density-standard = عادي
density-comfortable = مريح
settings-motion = الحركة
motion-system = حسب النظام
motion-reduced = مخففة
motion-full = كاملة
settings-sounds = الأصوات
settings-sounds-hint = عند ورود مكالمة أو حلول وعد أو قرب انتهاء وقت المعالجة.
settings-software = الرسم دون بطاقة الرسوم (Linux)
settings-software-hint = ضد الوميض أو النافذة الفارغة. من التشغيل القادم.
settings-text = حجم النص {"\u2066"}{ $percent }%{"\u2069"}
settings-work = العمل
settings-preview = تأخير المعاينة بالمللي ثانية
settings-window = التنبيه للتكرار بالساعات
settings-window-team = يحدد المركز هذه القيمة.
settings-target = هدف إنهاء المعالجة بالثواني
settings-target-hint = { 0 } يعني دون هدف. لا يحفظ أي سجل من تلقاء نفسه.
settings-region = الأرقام دون رمز الدولة
settings-queue = قائمة الانتظار
settings-agent = أنت
settings-name = الاسم
settings-agent-id = معرف الموظف
settings-store = الخادم المركزي
settings-keys = اختصارات لوحة المفاتيح
settings-about = حول
keys-press = اضغط المفاتيح…
keys-off = معطل
keys-hint = اضغط Enter ثم المفاتيح الجديدة. مفتاح الحذف يعطل الأمر، وEsc يتركه كما كان.
keys-reset = العودة إلى المفتاح المعتاد: { $command }
keys-reset-all = إعادة كل المفاتيح إلى المعتاد
keys-taken = { $key } مستخدم بالفعل: { $command }
keys-why-letters = مفتاح Alt يكتب حروفا على لوحات مفاتيح كثيرة.
keys-why-layout = هذا يبدّل تخطيط لوحة المفاتيح أو اتجاه النص.
keys-why-input = هذا يبدّل طريقة الإدخال.
keys-why-system = النظام يحتفظ به لنفسه.
keys-why-text = هذا يحرر النص في كل حقل.
keys-why-undo = هذا تراجع في كل حقل.
keys-why-uncommon = استخدم Ctrl أو Cmd مع حرف أو رقم: كل لوحات المفاتيح فيها ذلك.
about-articles = المقالات
about-licences = التراخيص
enrol-hint = يعطيك المسؤول العنوان ورمزا صالحا لمرة واحدة.
enrol-url = العنوان
enrol-code = الرمز
enrol = تسجيل
enrolled = تم تسجيل هذا الجهاز.
settings-intake = الهاتف
intake-http = استقبال أحداث المكالمات على هذا الحاسوب
intake-http-hint = لهاتف برمجي بجانب هذه النافذة، برمز دخول؛ ولا يدخل شيء من الخارج.
intake-port = المنفذ
intake-links = اتباع روابط firsthand://
intake-store = استقبال مكالمات يمررها الخادم المركزي
intake-agent = اسمك في نظام الهاتف
intake-asterisk = واجهة إدارة Asterisk
intake-asterisk-user = مستخدم Asterisk
intake-asterisk-password = كلمة مرور Asterisk
intake-closed = لا تستقبل أحداث المكالمات على هذا الحاسوب. المكالمات التي تبدأ يدويا تعمل؛ أعد تشغيل Firsthand أو اختر منفذا آخر.
intake-listening = تستقبل أحداث المكالمات على المنفذ { $port }.
intake-taken = يستخدم برنامج آخر هذا المنفذ، لذا تستقبل أحداث المكالمات على المنفذ { $port }. أغلق البرنامج الآخر أو اختر منفذا آخر.
asterisk-connecting = جار الاتصال بـ Asterisk…
asterisk-listening = متصل بـ Asterisk.
asterisk-lost = لا اتصال بـ Asterisk. تعاد المحاولة تلقائيا؛ المكالمات التي تبدأ يدويا تعمل.
asterisk-refused = يرفض Asterisk تسجيل الدخول. صحح المستخدم أو كلمة المرور؛ المكالمات التي تبدأ يدويا تعمل.
settings-summary = ملخص مكتوب
summary-on = كتابة الملاحظة آليا
summary-hint = ما قيل يرسل إلى العنوان أدناه. تبقى الملاحظة معلمة حتى تقرأها.
summary-model = النموذج
summary-key = المفتاح
secret-kept = تم الحفظ ولن يظهر مرة أخرى.
knowledge-count =
    { $count ->
        [zero] لا مقالات
        [one] مقالة واحدة
        [two] مقالتان
        [few] { $count } مقالات
        [many] { $count } مقالة
       *[other] { $count } مقالة
    }

## Versions of an article (later)
version-current = الحالي
version-added = أضيف
version-removed = حذف
version-changed = تغير
version-only = لا يعرف هنا إصدار أقدم.
version-part-title = العنوان
version-part-summary = الملخص
version-part-state = الحالة
version-part-valid_until = صالح حتى
version-part-reasons = الأسباب
version-part-also_check = تحقق أيضا من

## Help (later)
help = الأوامر
help-filter = تصفية الأوامر
help-none = لا يوجد أمر مطابق.
help-not-now = غير متاحة الآن
help-elsewhere = في القوائم والحقول
help-choose = الاختيار من قائمة
help-open = فتح، ومرة أخرى للدخول إلى المقالة
help-digit = اختيار ومتابعة
help-step = تعليم خطوة كمنجزة
help-escape = إغلاق، ثم مسح، ثم العودة إلى البحث
command-search = البحث في المقالات
command-call = بدء مكالمة ثم إنهاء المعالجة
command-back = العودة من إنهاء المعالجة إلى المكالمة
command-customer = حقل العميل
command-hold = الانتظار والاستئناف
command-attach = إرفاق المقالة أو إلغاء إرفاقها
command-gap = تسجيل فجوة معرفية
command-find = البحث في المقالة
command-same = المشكلة السابقة نفسها
command-outcome = النتيجة
command-reason = سبب التواصل
command-notes = ملاحظات
command-template = قالب الملاحظات
command-save = حفظ والاستعداد
command-save_stay = حفظ والبقاء غير جاهز
command-undo = التراجع عن آخر حفظ
command-later = إكمال المعالجة لاحقا
command-take_call = استلام المكالمة أو التبديل
command-suggest_1 = فتح الاقتراح الأول
command-suggest_2 = فتح الاقتراح الثاني
command-suggest_3 = فتح الاقتراح الثالث
command-pane_search = الانتقال إلى البحث
command-pane_article = الانتقال إلى المقالة
command-pane_customer = الانتقال إلى العميل
command-pane_form = الانتقال إلى إنهاء المعالجة
command-region_next = القسم التالي
command-region_previous = القسم السابق
command-toast = الانتقال إلى الرسالة
command-settings = الإعدادات
command-help = كل الأوامر

## When something does not go well
trouble-title = تعذر فتح التطبيق
trouble-safe = ما حفظته من حالات التواصل موجود على هذا الجهاز وباق عليه. حاول مرة أخرى، وإن لم ينفع ذلك فأبلغ المسؤول بما هو مكتوب أدناه.
trouble-start = تلف شيء عند الإغلاق السابق وتمت معالجته
problem-title = لم ينجح ذلك
draft-unkept = لا يتم الحفظ
draft-unkept-title = ما تكتبه لا يحفظ حاليا. يبقى على الشاشة، فأبق هذه النافذة مفتوحة.
setting-unkept = تعذر حفظ أحد الإعدادات
problem-invalid = هناك ما ينقص أو يحتاج إلى تصحيح. لم يفقد شيء، صححه وحاول مرة أخرى.
problem-conflict = هذا مسجل من قبل بمحتوى آخر. افتحه وصححه.
problem-too_large = المحتوى كبير جدا. اختصر الملاحظة وحاول مرة أخرى.
problem-unauthorized = لا يعرف الخادم المركزي هذا الجهاز أو الرمز. لم يفقد شيء، سجل الجهاز من جديد.
problem-not_found = لم يعد موجودا. لم يتغير أي شيء آخر.
problem-too_old = هذا التطبيق أقدم مما يقبله الخادم المركزي. لم يفقد شيء، اطلب تحديثه.
problem-start_over = بدأ الخادم المركزي من جديد. سيلحق به هذا الجهاز تلقائيا.
problem-unavailable = الخادم المركزي مشغول. لم يفقد شيء وستعاد المحاولة.
problem-offline = لا اتصال بالخادم المركزي. كل شيء يعمل هنا ويرسل لاحقا.
problem-disk_full = القرص ممتلئ. ما على الشاشة باق، أفرغ بعض المساحة وحاول مرة أخرى.
problem-damaged = تعذرت قراءة ملف. ما على الشاشة باق، أبلغ المسؤول.
problem-internal = حدث خطأ في Firsthand. ما على الشاشة باق، حاول مرة أخرى.
problem-crash = تعطل شيء في Firsthand في المرة السابقة. ما حفظ آمن، والمسودة كذلك. التقرير المذكور أدناه لا يحوي بيانات العملاء: أعطه لمن يعتني بحاسوبك.
problem-file = لا يمكن استخدام الملف desk.toml. كل شيء يعمل كما لو لم يكن موجودا. صحح ما ذكر أدناه ثم أعد تشغيل Firsthand.
