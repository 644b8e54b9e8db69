### 主管看板。

## The page
page-title = 首次聯絡解決率 · Firsthand
title = 首次聯絡解決率
product = Firsthand
language = 語言
theme = 佈景主題
theme-system = 依系統設定
theme-light = 淺色
theme-dark = 深色
reload = 重新整理
skip-to-contacts = 跳到聯絡紀錄
loading = 正在讀取數據…
reading = 正在讀取…
data-to = 資料截至 { $moment }
data-none = 尚無工作台回報
audit-well = 彙總與全面重算一致，{ $moment }
audit-none = 彙總尚未與全面重算核對
audit-old = 彙總上次與全面重算核對：{ $moment }
audit-differs = 彙總與全面重算不一致，{ $moment }

## The key
key-title = 開啟看板
key-why = 只有持看板金鑰的人可以檢視數據。金鑰只留在此分頁，關閉後即忘記。
key-label = 看板金鑰
key-open = 開啟
key-wrong = 中央資料庫不認得此金鑰，或金鑰已作廢。請核對，或索取新的金鑰。
key-how = 中央資料庫的管理員以此指令產生金鑰：

## What is wrong
unreachable = 自 { $moment } 起無法連上中央資料庫。以下是最後讀到的數據，看板會繼續嘗試。
unreachable-empty = 自 { $moment } 起無法連上中央資料庫。看板會繼續嘗試。
problem = 中央資料庫未能回答。以下是最後讀到的數據。中央資料庫說明：
problem-empty = 中央資料庫未能回答。中央資料庫說明：
partial = 頁面有一部分無法載入。沒有遺失任何內容。
try-again = 再試一次
missing = { $count ->
   *[other] { $count } 個工作台長時間沒有回報，未計入：{ $names }。
  }
audit-alarm = { $count ->
   *[other] 有 { $count } 項彙總與全面重算不一致。數據可能有誤，但紀錄沒有遺失。管理員可用此指令修正：
  }
empty = 尚無聯絡紀錄
empty-why = 工作台送來第一筆紀錄或匯入檔案後，會顯示在這裡。
empty-some = 所選條件下沒有紀錄。更改上方的選擇可檢視更多。

## The policy
policy = 數據的計算方式
window = 時間窗
relation = 同一問題
relation-leaf = 原因相同
relation-parent = 原因大類相同
relation-any = 該客戶的任何聯絡
channels = 管道
channels-all = 全部管道
channels-some = { $count } / { $of }
filter-team = 團隊
teams-all = 全部團隊
filter-queue = 佇列
queues-all = 全部佇列
filter-language = 聯絡所用
languages-all = 全部語言
period = 期間
period-days = 最近 { $count } 天
period-all = 全部
channel-voice = 電話
channel-email = 電子郵件
channel-chat = 線上聊天
channel-whatsapp = WhatsApp
channel-sms = 簡訊
channel-social = 社群媒體
channel-web = 網頁
channel-in_person = 臨櫃

## The figures
figures = 數據
figure-claimed = 自報 FCR
figure-verified = 驗證 FCR
figure-confirmed = 確認 FCR
figure-precision = 自報準確度
figure-coverage = 涵蓋率
figure-maturity = 成熟度
figure-naive = 粗略 FCR
figure-repeat = 重複聯絡率
figure-per-issue = 每個問題的聯絡次數
figure-aht = 處理時間 (AHT)
figure-acw = 話後處理
figure-transfer = 轉接率
figure-escalation = 升級率
figure-response = 調查回覆率
figure-gross = 毛 FCR
says-claimed = 客服人員的說法
says-verified = 後續聯絡的證明
says-confirmed = 客戶的回答
how = 計算方式：{ $figure }
how-claimed = 客服人員標記為已解決、且沒有轉接、升級或承諾後續追蹤的首次聯絡，除以所有成熟的首次聯絡。
how-verified = 標記為已解決、時間窗內沒有相關聯絡、客戶也沒有異議的首次聯絡，除以所有成熟的首次聯絡。時間窗結束後，首次聯絡即為成熟。
how-confirmed = 客戶在調查中確認已解決的成熟首次聯絡，除以客戶作答的成熟首次聯絡。
how-precision = 驗證的首次聯絡除以自報的首次聯絡：自報有多可信。
how-coverage = 客戶已知的聯絡，除以客戶發起的所有聯絡。其餘無法追蹤，絕不算成功。
how-maturity = 時間窗已結束的首次聯絡，除以所有首次聯絡。只有這些計入比率。
how-naive = 標記為已解決的所有聯絡，除以客戶發起的所有聯絡。許多系統這樣顯示；每次重複都被算成一次新的成功。
how-repeat = 時間窗內有相關後續聯絡的聯絡，除以客戶已知且時間窗已結束的所有聯絡。
how-per-issue = 所有問題的聯絡次數除以問題數。一個問題是一次首次聯絡，加上由它引出的所有聯絡。
how-aht = 每次聯絡的通話、保留和話後處理的平均時間，僅計已知者。分和秒。
how-acw = 從對話結束到紀錄儲存的平均時間。分和秒。
how-transfer = 轉給他人的聯絡，除以客戶發起的所有聯絡。
how-escalation = 向上升級的聯絡，除以客戶發起的所有聯絡。
how-response = 客戶回答了調查的成熟首次聯絡，除以收到調查的成熟首次聯絡。
how-gross = 把已核准的排除也算作一般聯絡時的驗證 FCR。淨值則不含它們。
how-interval = 區間為 95% 的 Wilson 區間。不足 30 次聯絡時比率顯示為灰色：太少，不宜比較。
few = 聯絡較少
k-of-n = { $k } / { $n }
interval = 95% 區間：{ $interval }
net = 淨 { $net }
none-counted = 尚無可計
none-first = 尚無首次聯絡。
none-mature = { $open ->
   *[other] 尚無夠久的首次聯絡：{ $open } 個仍未到期，其中 { $claimed } 個自報已解決。
  }
none-answered = 尚無人回答調查。
of-contacts = { $n } 次聯絡
of-issues = { $n } 個問題
presets = 各時間窗對照
chosen = （目前）
short-claimed = 自報
short-verified = 驗證
short-confirmed = 確認
short-precision = 準確度
short-maturity = 成熟
short-n = 成熟的聯絡

## The charts
charts = 圖表
chart-table = 表格
chart-csv = CSV
chart-none = 此期間沒有聯絡。
chart-more = 表格中還有：{ $count }
charts-amiss = 暫時無法讀取原因、文章和知識缺口。下次重新整理時會再次讀取。
trend = FCR 趨勢
trend-step = 間隔
trend-by-day = 按日
trend-by-week = 按週
trend-points = FCR 趨勢，逐點檢視
trend-open = 時間窗尚未關閉
trend-point = { $when }：自報 { $claimed }，驗證 { $verified }，確認 { $confirmed }
trend-point-open = { $when }，時間窗尚未關閉：目前自報 { $claimed }，目前驗證 { $verified }，目前確認 { $confirmed }
trend-summary = 驗證 FCR 為 { $verified }；客服人員自報 { $claimed }，客戶確認 { $confirmed }。
trend-summary-change = { $way ->
    [up] 驗證 FCR 為 { $verified }，比上一期間高 { $points } 個百分點；客服人員自報 { $claimed }，客戶確認 { $confirmed }。
    [down] 驗證 FCR 為 { $verified }，比上一期間低 { $points } 個百分點；客服人員自報 { $claimed }，客戶確認 { $confirmed }。
   *[unclear] 驗證 FCR 為 { $verified }，與上一期間沒有明顯差別；客服人員自報 { $claimed }，客戶確認 { $confirmed }。
  }
change = 比上一期間 { $points } 個百分點（{ $low } 至 { $high }）
change-unclear = 比上一期間 { $points } 個百分點（{ $low } 至 { $high }），不明顯
week-of = { $day } 起的一週
reasons = 聯絡原因
reasons-level = 原因顯示為
reasons-family = 原因大類
reasons-whole = 每個原因
reasons-choose = 聯絡原因；選擇一個即列出其聯絡
reasons-summary = 最常見的是{ $reason }，占聯絡的 { $share }；{ $of } 個原因中的 { $count } 個合計占 { $together }。
why = 未解決的原因
why-rule = 按規則統計
why-agents = 客服人員填寫
why-none = 此期間沒有未達成的聯絡。
why-summary = 最多的是：{ $cause }，{ $n } 次未達成的首次聯絡中有 { $k } 次；客服人員填寫最多的是：{ $said }。
why-summary-rule = 最多的是：{ $cause }，{ $n } 次未達成的首次聯絡中有 { $k } 次。
articles = 文章效果
articles-order = 文章排序
articles-by-affected = 受影響的聯絡
articles-by-bound = 區間下限
articles-none = 此期間沒有使用文章。
articles-summary = 使用的文章：{ $count }；明顯低於全部聯絡的水準（{ $verified }）：{ $weak }。
articles-weak = 偏弱
fault-wrong = 錯誤 { $n }
fault-outdated = 過時 { $n }
fault-unclear = 不清楚 { $n }
fault-other = 其他 { $n }
gaps = 知識缺口
gaps-none = 此期間沒有缺漏。
gaps-summary = 沒有答案的問題：{ $count }；首先是「{ $query }」，聯絡：{ $contacts }，未達成：{ $failed }。
column-day = 日期
column-week = 週
column-interval = 95% 區間
column-open = 未關閉
column-contacts = 聯絡
column-share = 占比
column-cumulative = 合計
column-n = n
column-cause = 原因
column-source = 依據
column-used = 使用
column-resolved = 解決
column-back = 再來
column-faults = 標記
column-question = 問題
column-language = 語言
column-nothing = 無結果
column-recorded = 已記錄
column-failed = 未達成

## The contacts
contacts = 聯絡紀錄
contacts-shown = { $count ->
   *[other] 最近 { $shown } 筆
  }
contacts-filtered = 最近 { $of } 筆中的 { $shown } 筆
contacts-back-to = · 至 { $day }
contacts-none = 已讀取的紀錄中沒有。
filter-reason = 原因：{ $reason }
filter-reason-clear = 顯示所有原因
column-time = 時間
column-customer = 客戶
column-channel = 管道
column-reason = 原因
column-outcome = 結果
column-claim = 自報
column-verdict = 判定
column-agent = 客服人員
column-queue = 佇列
column-article = 文章
claim-resolved = 已解決
claim-unresolved = 未解決
claim-unknown = 未說明
verdict-passed = 已驗證
verdict-pending = 未到期
verdict-failed = 未達成
verdict-not_first = 再次聯絡
verdict-excluded = 已排除
verdict-unlinkable = 客戶不明
verdict-not_eligible = 我方發起
verdict-every = 全部判定
verdict-count = { $verdict }（{ $count }）
because-follow_up_promised = 承諾後續追蹤
because-transferred = 已轉接
because-escalated = 已升級
because-unresolved = 未解決
because-repeat_contact = 重複聯絡
because-disputed = 客戶有異議
no-customer = 不明
no-reason = 未填原因
only-viewed = （看過，未使用）
place = { $at } / { $of }
more = 顯示更多
more-search = 繼續往前尋找
waiting = { $count ->
   *[other] { $count } 筆新聯絡紀錄
  }

## One matter
chain = 從首次聯絡起的整個問題
chain-reading = 正在讀取此問題更早的聯絡…
chain-not-whole = 此問題的首次聯絡早於看板已讀取的範圍。
first = 首次聯絡
gap = { $span }後
gap-overlap = 在上一次尚未結束時
why-passed = 自報已解決，{ $window }內沒有相關聯絡。
why-pending = 自報已解決，目前沒有相關聯絡。時間窗到 { $until } 為止。
why-not_first = { $matter ->
    [reason] { $span }後因相同原因再次聯絡。
    [any] { $span }後再次聯絡。
    [linked] { $span }後再次聯絡；客服人員標記為同一問題。
   *[family] { $span }後因同一大類的原因再次聯絡。
  }
why-not_first-overlap = { $matter ->
    [reason] 在因相同原因的較早聯絡尚未結束時到來。
    [any] 在較早的聯絡尚未結束時到來。
    [linked] 在較早的聯絡尚未結束時到來；客服人員標記為同一問題。
   *[family] 在同一大類原因的較早聯絡尚未結束時到來。
  }
why-not_first-unknown = { $matter ->
    [reason] 時間窗內因相同原因再次聯絡。
    [any] 時間窗內再次聯絡。
    [linked] 時間窗內再次聯絡；客服人員標記為同一問題。
   *[family] 時間窗內因同一大類的原因再次聯絡。
  }
why-repeat_contact = { $matter ->
    [reason] 自報已解決，但客戶 { $span }後因相同原因再次聯絡。
    [any] 自報已解決，但客戶 { $span }後再次聯絡。
    [linked] 自報已解決，但客戶 { $span }後再次聯絡；客服人員標記為同一問題。
   *[family] 自報已解決，但客戶 { $span }後因同一大類的原因再次聯絡。
  }
why-repeat_contact-overlap = { $matter ->
    [reason] 自報已解決，但在結束之前又有因相同原因的聯絡。
    [any] 自報已解決，但在結束之前又有聯絡。
    [linked] 自報已解決，但在結束之前又有聯絡；客服人員標記為同一問題。
   *[family] 自報已解決，但在結束之前又有同一大類原因的聯絡。
  }
why-repeat_contact-unknown = { $matter ->
    [reason] 自報已解決，但客戶在時間窗內因相同原因再次聯絡。
    [any] 自報已解決，但客戶在時間窗內再次聯絡。
    [linked] 自報已解決，但客戶在時間窗內再次聯絡；客服人員標記為同一問題。
   *[family] 自報已解決，但客戶在時間窗內因同一大類的原因再次聯絡。
  }
why-follow_up_promised = 已向客戶承諾後續追蹤，一次聯絡並不夠。
why-transferred = 已轉給他人。
why-escalated = 已向上升級。
why-unresolved = 客服人員沒有標記為已解決。
why-disputed = 客戶表示沒有解決。
why-excluded = 不計入數據；已由審核人核准。
why-unlinkable = 不知道客戶是誰，無法追蹤，會降低涵蓋率。
why-not_eligible = 由中心聯絡客戶；此類聯絡絕不算重複。
