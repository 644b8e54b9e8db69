# 客服視窗（繁體中文，臺灣用語）。
app-name = Firsthand

## Regions and panes
region-bar = 通話
region-search = 搜尋
region-article = 文章
region-context = 客戶
panes = 檢視
pane-search = 搜尋
pane-article = 文章
pane-customer = 客戶
pane-form = 話後處理
close = 關閉
try-again = 再試一次
settings = 設定
hint-search = 搜尋
hint-choose = 選擇
hint-open = 開啟
hint-region = 下一個區域
hint-help = 所有指令
hint-same = 同一問題

## Call
state-ready = 就緒
state-not-ready = 未就緒
state-on-call = 通話中
state-on-hold = 保留中
state-wrap-up = 話後處理
call-start = 開始通話
call-hold = 保留
call-unhold = 恢復通話
call-wrap-up = 話後處理
call-go-ready = 設為就緒
call-back = 返回通話
call-new = 新通話
call-new-hint = 開始新的通話，目前的紀錄會留在「未完成的話後處理」。
call-later = 稍後完成
said-later = 已擱置，可在「未完成的話後處理」中找到。
call-total = 通話 { $time }
call-ringing = 來電
call-connected = 另一通電話
call-held = 另一通電話，保留中
call-take = 接聽
call-switch = 切換
call-rings = 來電：{ $who }
call-unknown = 未知來電者
call-waited = 等待
target = 目標 { $time }
target-label = 話後處理時間與目標
talk = 通話 { $time }
correction = 更正
customer = 客戶
customer-hint = 電話或客戶編號
language = 語言
language-system = 依系統設定
said-target-half = 話後處理的目標時間已過一半。
said-target-full = 已到話後處理的目標時間，可繼續填寫。
call-facts = 來電者已提供的資訊
call-withheld = 號碼未顯示
call-lang = 語言
call-dialled = 撥打號碼
limit-warning = { $seconds } 秒後此話後處理將被擱置。按空白鍵或作任何修改可延長時間。
limit-last = { $seconds } 秒後此話後處理將被擱置。內容不會遺失：可在「未完成的話後處理」中找到。
limit-extend = 延長時間
limit-said = 話後處理即將被擱置。按空白鍵延長時間，內容不會遺失。
limit-said-last = 話後處理即將按現狀被擱置。內容不會遺失：可在「未完成的話後處理」中找到。

## Search
search-label = 搜尋文章
search-results = 找到的文章
search-count =
    { $count ->
       *[other] { $count } 篇文章
    }
search-none = 找不到與「{ $text }」相關的文章
search-most = 僅顯示最相關的 { $count } 篇，再輸入一個詞可縮小範圍。
search-failed = 搜尋未成功，請再試一次。
search-suggestion = 改搜「{ $text }」
search-recent = 最近的搜尋
search-recent-empty = 您的搜尋會列在這裡。
pinned = 已釘選
pinned-empty = 釘選常用文章，隨時查看。
pin = 釘選這篇文章
gap-record = 回報知識缺口
gap-recorded = 已回報知識缺口
suggest = 與對話內容相符
suggest-sure = 把握 { $percent }%
suggest-up = 有幫助：{ $title }
suggest-down = 沒有幫助：{ $title }
suggest-said = 推薦：{ $title }
suggest-good = 已標為有幫助
suggest-bad = 已標為沒有幫助
suggest-none = 已取消標記
said-gap = 已回報知識缺口：{ $text }
command-good = 推薦有幫助
command-bad = 推薦沒有幫助

## Article
attach = 附加到通話
attached = 已附加
attach-nothing = 請先開啟文章再附加。
said-attached = 已附加：{ $title }
said-detached = 已取消附加：{ $title }
article-updated = 更新於 { $when }
article-validated = 已審核
article-unvalidated = 尚未審核
article-expired = 已於 { $date } 到期
article-success = { $used } 次聯絡中解決 { $resolved } 次
article-verified = 經核實：{ $used } 次首次聯絡中解決 { $resolved } 次
success-new = 聯絡較少
article-old =
    { $hours ->
       *[other] 文章已 { $hours } 小時未更新，連上中央資料庫後會自動更新。
    }
article-empty = 搜尋文章後可在此閱讀。
article-empty-call = 用客戶的說法搜尋，最適合的文章會在此開啟。
article-failed = 文章無法開啟，請重新選擇。
copy = 複製
copied = 已複製
said-copied = 已複製
find = 在文章中尋找
find-count = 第 { $at } 處，共 { $count } 處
flag-what = 這篇文章有什麼問題？
flag-wrong = 有誤
flag-outdated = 已過時
flag-unclear = 不清楚
flag-other = 其他問題
said-flagged = 已標記：{ $title }
decide-may = 您可自行決定
decide-also = 另請核對
decide-related = 相關文章
command-flag = 標記文章問題
versions = 版本

## Customer's story
story = 先前的聯絡紀錄
story-repeat = 重複聯絡
story-warning =
    { $days ->
       *[other] { $days } 天內
    }已為此問題聯絡 { $times ->
       *[other] { $times } 次
    }
story-last = 上次：
story-ask = 重複步驟前，請先詢問之後的情形。
story-ask-unresolved = 上次未解決。重複步驟前，請先詢問之後的情形。
story-tried = 已嘗試：
story-steps = 步驟 { $steps }
story-promised = 承諾在 { $when } 前回覆。
story-promise-broken = 我們承諾於 { $when } 前回覆，但沒有做到。
story-not-kept = 承諾未兌現
story-handed = 轉交給您
story-warm = 已事先溝通
story-keeps = 兌現 { $when } 的承諾
story-not-helped = 上次沒有幫助
story-promises = 未完成的承諾
story-possible = 可能的相符：{ $count }
story-possible-hint = 可能是同一人。請先確認；不計入統計。
story-no-customer = 輸入電話或客戶編號即可查看先前的聯絡紀錄。
story-asking = 正在尋找先前的聯絡紀錄…
story-empty = 沒有先前的聯絡紀錄。
story-desk-only = 無法連上中央資料庫，僅顯示本機受理的紀錄。
story-due = 追蹤時間 { $when }
waiting-here = 已存於本機
same = 與 { $when }的聯絡是同一問題嗎？
same-yes = 是
same-no = 不是
same-none = 未回答
channel-voice = 電話
channel-email = 電子郵件
channel-chat = 線上聊天
channel-whatsapp = WhatsApp
channel-sms = 簡訊
channel-social = 社群媒體
channel-web = 網頁
channel-in_person = 臨櫃

## Wrap-up
wrap-up = 話後處理
form-open = 現在填寫話後處理
outcome = 結果
reason = 聯絡原因
reason-list = 原因清單
reason-filter = 輸入以篩選
reason-from-article = 來自已附加的文章
reason-own = 您近 30 天常用
reason-team = 團隊常用
reason-all = 所有原因
reason-none = 沒有符合「{ $text }」的原因
root-cause = 未解決原因
follow-up = 後續追蹤
due-2h = 2 小時後
due-tomorrow = 明天 { $time }
due-48h = 48 小時後
due-pick = 選擇時間…
due-day = 日期
due-time = 時間
due-by = 方式
hand-over = 轉交給
hand-over-up = 升級
hand-over-dial = 撥打
hand-over-skill = 所需技能
hand-over-any = 任何人皆可
hand-over-note = 下一位客服人員須知
hand-over-warm = 我已先與對方溝通
conversion = 是否成交，或留住了客戶？
conversion-amount = 金額
amount-wrong = 無法辨識為金額。已輸入的內容會保留；請只填寫數字，例如 { $example }。
yes = 是
no = 否
field-optional = 選填
field-wrong = 格式不符。內容沒有遺失，請更正。
note = 備註
note-machine = 機器撰寫
note-accept = 我已閱讀
note-masked = 卡號等敏感號碼會在儲存前隱藏。
history = 更正紀錄：{ $count }
history-first = 首次儲存
history-nothing = 無
field-name-outcome = 結果
field-name-reason = 聯絡原因
field-name-root_cause = 未解決原因
field-name-note = 備註
field-name-follow_up = 後續追蹤
field-name-customer = 客戶
survey-note = 部分客戶會收到滿意度調查，隨機抽選。
template = 範本
gaps =
    { $count ->
       *[other] 知識缺口：
    }
save-ready = 儲存並就緒
save-stay = 儲存，維持未就緒
discard = 捨棄這筆紀錄
discard-sure = 這不是一次聯絡？捨棄後不會保留任何內容。
discard-yes = 捨棄
discard-no = 保留
missing-outcome = 請選擇這次聯絡的結果。
missing-reason = 請選擇客戶的聯絡原因。
missing-root-cause = 請選擇未解決的原因。
missing-follow-up = 請選擇回覆客戶的時間。
missing-follow-up-past = 此時間已過，請選擇較晚的時間。
missing-hand-over = 請選擇由誰接手。
missing-hand-over-note = 請寫明下一位客服人員須知的內容。
missing-field = 請填寫此項。
said-missing =
    { $count ->
       *[other] 尚未儲存：{ $count } 項未填或有誤。
    }
toast-saved = 已儲存。{ $what }
toast-invited = 已儲存。{ $what }。將邀請客戶評價。
undo = 復原
said-undone = 已復原，填寫的內容都在表單中。

## Store
sync-synced = 已同步
sync-synced-at = 已同步 { $time }
sync-sending = 傳送中 { $count }
sync-offline = 離線
sync-offline-since = { $time } 起離線
sync-signed-out = 請登錄後傳送
sync-too-old = 請更新後傳送
sync-not-enrolled = 未連接中央資料庫
sync-refused =
    { $count ->
       *[other] { $count } 筆紀錄待處理
    }
said-offline = 已離線，一切照常，內容存於本機。
waiting =
    { $count ->
        [0] 沒有待傳送
       *[other] { $count } 筆待傳送
    }

## Home
home-unfinished = 未完成的話後處理
home-unfinished-empty = 沒有待完成的話後處理。
home-no-outcome = 缺少結果
home-live = 通話中
acw = 話後處理
home-promises = 30 天內的承諾：兌現 { $kept }，未兌現 { $broken }
home-corrected = 已更正
home-follow-ups = 待辦的後續追蹤
home-follow-ups-empty = 沒有到期的後續追蹤。
home-overdue = 已逾期
follow-up-begin = 開始
follow-up-call-back = 要求回電
reminder = 後續追蹤到期
reminder-call-back = 回電到期
reminder-said = { $time } 有一項後續追蹤到期。
home-changed = 最近更新的文章
home-changed-since = 上次班次以來變更的文章
home-changed-empty = 近期沒有文章更新。
home-last = 您最近的聯絡紀錄
home-last-empty = 您儲存的聯絡紀錄會列在這裡。
home-correct = 更正
home-finish = 完成
home-loading = 請稍候…

## What is sent (later)
sync-now = 立即傳送
outbox = 傳送到中央資料庫
outbox-synced = 全部已送達中央資料庫。
outbox-rest = 其餘紀錄均已送達中央資料庫。
outbox-sending = 正在傳送紀錄。
outbox-offline = 無法連上中央資料庫。一切照常，內容存於本機，稍後自動傳送。
outbox-signed-out = 中央資料庫不再認得本機。內容沒有遺失，重新登錄後會全部傳送。
outbox-too-old = 中央資料庫需要更新版本的 Firsthand。內容沒有遺失，更新後會傳送這裡等待的全部紀錄。請聯絡管理員取得新版本。
outbox-not-enrolled = 本機尚未連接中央資料庫，紀錄先存於本機。
outbox-waiting =
    { $count ->
        [0] 沒有等待傳送的紀錄
       *[other] 本機有 { $count } 筆紀錄等待傳送
    }
articles-as-of = 文章截至 { $time }
refused =
    { $count ->
       *[other] { $count } 筆紀錄未被接受
    }
refused-safe =
    { $count ->
       *[other] 紀錄仍在本機，可更正或重新傳送。
    }
refused-correct = 更正
refused-again = 重新傳送
enrol-open = 登錄本機

## Settings (later)
settings-filter = 篩選設定
settings-none = 沒有符合的設定。
settings-screen = 畫面
settings-digits = 阿拉伯文數字
settings-theme = 佈景主題
theme-system = 依系統設定
theme-light = 淺色
theme-dark = 深色
theme-high_contrast = 高對比
settings-density = 列高
density-compact = 緊密
density-standard = 標準
density-comfortable = 寬鬆
settings-motion = 動態效果
motion-system = 依系統設定
motion-reduced = 減少
motion-full = 完整
settings-sounds = 聲音
settings-sounds-hint = 來電、承諾到期或話後處理即將逾時時。
settings-software = 不使用顯示卡繪製（Linux）
settings-software-hint = 用於解決閃爍或空白視窗。下次啟動生效。
settings-text = 文字大小 { $percent }%
settings-work = 工作
settings-preview = 預覽延遲（毫秒）
settings-window = 重複聯絡提醒（小時）
settings-window-team = 由客服中心統一規定。
settings-target = 話後處理目標（秒）
settings-target-hint = 0 表示不顯示目標。任何內容都不會自動送出。
settings-region = 無國碼的號碼所屬地區
settings-queue = 佇列
settings-agent = 您
settings-name = 姓名
settings-agent-id = 客服代號
settings-store = 中央資料庫
settings-keys = 快速鍵
settings-about = 關於
keys-press = 請按鍵…
keys-off = 關閉
keys-hint = 按 Enter 後按下新的按鍵。退格鍵關閉該指令；Esc 保持不變。
keys-reset = 恢復預設按鍵：{ $command }
keys-reset-all = 全部恢復預設
keys-taken = { $key } 已用於：{ $command }
keys-why-letters = 在許多鍵盤上 Alt 用於輸入字元。
keys-why-layout = 此組合會切換鍵盤配置或文字方向。
keys-why-input = 此組合會切換輸入法。
keys-why-system = 系統已佔用此組合。
keys-why-text = 此組合用於在輸入框中編輯文字。
keys-why-undo = 此組合在輸入框中是復原。
keys-why-uncommon = 請用 Ctrl 或 Cmd 加字母或數字：所有鍵盤都有。
about-articles = 文章
about-licences = 授權條款
enrol-hint = 位址和一次性登錄碼由管理員提供。
enrol-url = 位址
enrol-code = 登錄碼
enrol = 登錄
enrolled = 本機已登錄。
settings-intake = 電話
intake-http = 在本機接收通話事件
intake-http-hint = 供旁邊的軟體電話使用，需要權杖；外部無法存取。
intake-port = 連接埠
intake-links = 回應 firsthand:// 連結
intake-store = 接收中央資料庫轉來的通話
intake-agent = 您在電話系統中的名稱
intake-asterisk = Asterisk 管理介面
intake-asterisk-user = Asterisk 使用者
intake-asterisk-password = Asterisk 密碼
intake-closed = 本機未接收通話事件。手動開始的通話不受影響；請重新啟動 Firsthand 或更換連接埠。
intake-listening = 正在連接埠 { $port } 接收通話事件。
intake-taken = 此連接埠已被其他程式佔用，現改在連接埠 { $port } 接收通話事件。請關閉該程式或更換連接埠。
asterisk-connecting = 正在連線到 Asterisk…
asterisk-listening = 已連線到 Asterisk。
asterisk-lost = 無法連線到 Asterisk，系統會自動重試；手動開始的通話不受影響。
asterisk-refused = Asterisk 拒絕登入。請更正使用者或密碼；手動開始的通話不受影響。
settings-summary = 書面摘要
summary-on = 由機器撰寫備註
summary-hint = 對話內容會傳送到下方位址。您閱讀之前備註會帶有標記。
summary-model = 模型
summary-key = 金鑰
secret-kept = 已儲存，不會再次顯示。
knowledge-count =
    { $count ->
       *[other] { $count } 篇文章
    }

## Versions of an article (later)
version-current = 目前
version-added = 新增
version-removed = 刪除
version-changed = 修改
version-only = 這裡沒有更早的版本。
version-part-title = 標題
version-part-summary = 摘要
version-part-state = 狀態
version-part-valid_until = 有效期限
version-part-reasons = 原因
version-part-also_check = 另請核對

## Help (later)
help = 指令
help-filter = 篩選指令
help-none = 沒有符合的指令。
help-not-now = 目前無法使用
help-elsewhere = 在清單和欄位中
help-choose = 在清單中選擇
help-open = 開啟；再按一次進入文章
help-digit = 選擇並繼續
help-step = 勾選步驟
help-escape = 關閉、清除、回到搜尋
command-search = 搜尋文章
command-call = 開始通話，再按進入話後處理
command-back = 從話後處理返回通話
command-customer = 客戶欄位
command-hold = 保留與恢復
command-attach = 附加或取消附加文章
command-gap = 回報知識缺口
command-find = 在文章中尋找
command-same = 與先前是同一問題
command-outcome = 結果
command-reason = 聯絡原因
command-notes = 備註
command-template = 備註範本
command-save = 儲存並就緒
command-save_stay = 儲存，維持未就緒
command-undo = 復原上次儲存
command-later = 稍後完成話後處理
command-take_call = 接聽或切換通話
command-suggest_1 = 開啟第一則推薦
command-suggest_2 = 開啟第二則推薦
command-suggest_3 = 開啟第三則推薦
command-pane_search = 前往搜尋
command-pane_article = 前往文章
command-pane_customer = 前往客戶
command-pane_form = 前往話後處理
command-region_next = 下一個區域
command-region_previous = 上一個區域
command-toast = 前往通知訊息
command-settings = 設定
command-help = 所有指令

## When something does not go well
trouble-title = 應用程式無法開啟
trouble-safe = 已儲存的聯絡紀錄都在這台電腦上。請再試一次；若仍無法開啟，請將下方內容告知管理員。
trouble-start = 上次結束時有內容損壞，現已處理
problem-title = 操作未成功
draft-unkept = 未在儲存
draft-unkept-title = 您輸入的內容暫時無法儲存，但仍在畫面上，請勿關閉視窗。
setting-unkept = 有一項設定未儲存
problem-invalid = 有內容缺漏或有誤。沒有遺失任何內容，請更正後再試。
problem-conflict = 這筆紀錄已以其他內容儲存，請開啟後更正。
problem-too_large = 內容太長，請縮短備註後再試。
problem-unauthorized = 中央資料庫不認得本機或登錄碼。沒有遺失任何內容，請重新登錄。
problem-not_found = 這項內容已不存在，其他內容沒有變動。
problem-too_old = 本機版本過舊。沒有遺失任何內容，請洽管理員更新。
problem-start_over = 中央資料庫已重新開始，本機會自動跟上。
problem-unavailable = 中央資料庫忙碌中。沒有遺失任何內容，會自動重試。
problem-offline = 無法連上中央資料庫。本機一切照常，稍後自動傳送。
problem-disk_full = 磁碟已滿。畫面上的內容仍在，請釋出空間後再試。
problem-damaged = 有檔案無法讀取。畫面上的內容仍在，請告知管理員。
problem-internal = 程式發生錯誤。畫面上的內容仍在，請再試一次。
problem-crash = Firsthand 上次執行時發生故障。已儲存的內容和草稿都安全。下列報告不含客戶資料，請交給負責維護這部電腦的人員。
problem-file = 無法使用 desk.toml 檔案，一切按沒有此檔案的方式運作。請更正下列問題，然後重新啟動 Firsthand。
