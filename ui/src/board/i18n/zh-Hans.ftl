### 主管看板。

## The page
page-title = 首次联系解决率 · Firsthand
title = 首次联系解决率
product = Firsthand
language = 语言
theme = 主题
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
reload = 刷新
skip-to-contacts = 跳到联系记录
loading = 正在读取数据…
reading = 正在读取…
data-to = 数据截至 { $moment }
data-none = 还没有工作台上报
audit-well = 汇总与全量重算一致，{ $moment }
audit-none = 汇总尚未与全量重算核对
audit-old = 汇总上次与全量重算核对：{ $moment }
audit-differs = 汇总与全量重算不一致，{ $moment }

## The key
key-title = 打开看板
key-why = 只有持看板密钥的人可以查看数据。密钥只保存在此标签页，关闭后即忘记。
key-label = 看板密钥
key-open = 打开
key-wrong = 中心库不认识此密钥，或密钥已作废。请核对，或索取新的密钥。
key-how = 中心库的管理员用此命令生成密钥：

## What is wrong
unreachable = 自 { $moment } 起无法连接中心库。以下是最后读到的数据，看板会继续尝试。
unreachable-empty = 自 { $moment } 起无法连接中心库。看板会继续尝试。
problem = 中心库未能回答。以下是最后读到的数据。中心库说明：
problem-empty = 中心库未能回答。中心库说明：
partial = 页面有一部分未能加载。没有丢失任何内容。
try-again = 重试
missing = { $count ->
   *[other] { $count } 个工作台长时间没有上报，未计入：{ $names }。
  }
audit-alarm = { $count ->
   *[other] 有 { $count } 项汇总与全量重算不一致。数据可能有误，但记录没有丢失。管理员可用此命令修正：
  }
empty = 还没有联系记录
empty-why = 工作台发来第一条记录或导入文件后，会显示在这里。
empty-some = 所选条件下没有记录。更改上方的选择可查看更多。

## The policy
policy = 数据的计算方式
window = 时间窗
relation = 同一问题
relation-leaf = 原因相同
relation-parent = 原因大类相同
relation-any = 该客户的任何联系
channels = 渠道
channels-all = 全部渠道
channels-some = { $count } / { $of }
filter-team = 团队
teams-all = 全部团队
filter-queue = 队列
queues-all = 全部队列
filter-language = 联系所用
languages-all = 全部语言
period = 期间
period-days = 最近 { $count } 天
period-all = 全部
channel-voice = 电话
channel-email = 电子邮件
channel-chat = 在线聊天
channel-whatsapp = WhatsApp
channel-sms = 短信
channel-social = 社交媒体
channel-web = 网页
channel-in_person = 到店

## The figures
figures = 数据
figure-claimed = 自报 FCR
figure-verified = 验证 FCR
figure-confirmed = 确认 FCR
figure-precision = 自报准确度
figure-coverage = 覆盖率
figure-maturity = 成熟度
figure-naive = 粗略 FCR
figure-repeat = 重复联系率
figure-per-issue = 每个问题的联系次数
figure-aht = 处理时长 (AHT)
figure-acw = 话后处理
figure-transfer = 转接率
figure-escalation = 升级率
figure-response = 调查回复率
figure-gross = 毛 FCR
says-claimed = 坐席的说法
says-verified = 后续联系的证明
says-confirmed = 客户的回答
how = 计算方式：{ $figure }
how-claimed = 坐席标记为已解决、且没有转接、升级或承诺跟进的首次联系，除以所有成熟的首次联系。
how-verified = 标记为已解决、时间窗内没有相关联系、客户也没有异议的首次联系，除以所有成熟的首次联系。时间窗结束后，首次联系即为成熟。
how-confirmed = 客户在调查中确认已解决的成熟首次联系，除以客户作了回答的成熟首次联系。
how-precision = 验证的首次联系除以自报的首次联系：自报有多可信。
how-coverage = 客户已知的联系，除以客户发起的所有联系。其余无法追踪，绝不算作成功。
how-maturity = 时间窗已结束的首次联系，除以所有首次联系。只有这些计入比率。
how-naive = 标记为已解决的所有联系，除以客户发起的所有联系。许多系统这样显示；每次重复都被算作一次新的成功。
how-repeat = 时间窗内有相关后续联系的联系，除以客户已知且时间窗已结束的所有联系。
how-per-issue = 所有问题的联系次数除以问题数。一个问题是一次首次联系，加上由它引出的所有联系。
how-aht = 每次联系的通话、保持和话后处理的平均时长，仅计已知的。分和秒。
how-acw = 从对话结束到记录保存的平均时间。分和秒。
how-transfer = 转给他人的联系，除以客户发起的所有联系。
how-escalation = 向上升级的联系，除以客户发起的所有联系。
how-response = 客户回答了调查的成熟首次联系，除以收到调查的成熟首次联系。
how-gross = 把已批准的排除也算作普通联系时的验证 FCR。净值则不含它们。
how-interval = 区间为 95% 的 Wilson 区间。不足 30 次联系时比率显示为灰色：太少，不宜比较。
few = 联系较少
k-of-n = { $k } / { $n }
interval = 95% 区间：{ $interval }
net = 净 { $net }
none-counted = 尚无可计
none-first = 还没有首次联系。
none-mature = { $open ->
   *[other] 还没有足够久的首次联系：{ $open } 个仍未到期，其中 { $claimed } 个自报已解决。
  }
none-answered = 还没有人回答调查。
of-contacts = { $n } 次联系
of-issues = { $n } 个问题
presets = 各时间窗对照
chosen = （当前）
short-claimed = 自报
short-verified = 验证
short-confirmed = 确认
short-precision = 准确度
short-maturity = 成熟
short-n = 成熟的联系

## The charts
charts = 图表
chart-table = 表格
chart-csv = CSV
chart-none = 此期间没有联系。
chart-more = 表格中还有：{ $count }
charts-amiss = 暂时无法读取原因、文章和知识缺口。下次刷新时会再次读取。
trend = FCR 趋势
trend-step = 步长
trend-by-day = 按日
trend-by-week = 按周
trend-points = FCR 趋势，逐点查看
trend-open = 时间窗尚未关闭
trend-point = { $when }：自报 { $claimed }，验证 { $verified }，确认 { $confirmed }
trend-point-open = { $when }，时间窗尚未关闭：目前自报 { $claimed }，目前验证 { $verified }，目前确认 { $confirmed }
trend-summary = 验证 FCR 为 { $verified }；坐席自报 { $claimed }，客户确认 { $confirmed }。
trend-summary-change = { $way ->
    [up] 验证 FCR 为 { $verified }，比上一期间高 { $points } 个百分点；坐席自报 { $claimed }，客户确认 { $confirmed }。
    [down] 验证 FCR 为 { $verified }，比上一期间低 { $points } 个百分点；坐席自报 { $claimed }，客户确认 { $confirmed }。
   *[unclear] 验证 FCR 为 { $verified }，与上一期间没有明显差别；坐席自报 { $claimed }，客户确认 { $confirmed }。
  }
change = 比上一期间 { $points } 个百分点（{ $low } 至 { $high }）
change-unclear = 比上一期间 { $points } 个百分点（{ $low } 至 { $high }），不明显
week-of = { $day } 起的一周
reasons = 联系原因
reasons-level = 原因显示为
reasons-family = 原因大类
reasons-whole = 每个原因
reasons-choose = 联系原因；选择一个即列出其联系
reasons-summary = 最常见的是{ $reason }，占联系的 { $share }；{ $of } 个原因中的 { $count } 个合计占 { $together }。
why = 未解决的原因
why-rule = 按规则统计
why-agents = 坐席填写
why-none = 此期间没有未达成的联系。
why-summary = 最多的是：{ $cause }，{ $n } 次未达成的首次联系中有 { $k } 次；坐席填写最多的是：{ $said }。
why-summary-rule = 最多的是：{ $cause }，{ $n } 次未达成的首次联系中有 { $k } 次。
articles = 文章效果
articles-order = 文章排序
articles-by-affected = 受影响的联系
articles-by-bound = 区间下限
articles-none = 此期间没有使用文章。
articles-summary = 使用的文章：{ $count }；明显低于全部联系的水平（{ $verified }）：{ $weak }。
articles-weak = 偏弱
fault-wrong = 错误 { $n }
fault-outdated = 过时 { $n }
fault-unclear = 不清楚 { $n }
fault-other = 其他 { $n }
gaps = 知识缺口
gaps-none = 此期间没有缺失。
gaps-summary = 没有答案的问题：{ $count }；首先是“{ $query }”，联系：{ $contacts }，未达成：{ $failed }。
column-day = 日期
column-week = 周
column-interval = 95% 区间
column-open = 未关闭
column-contacts = 联系
column-share = 占比
column-cumulative = 合计
column-n = n
column-cause = 原因
column-source = 依据
column-used = 使用
column-resolved = 解决
column-back = 再来
column-faults = 标记
column-question = 问题
column-language = 语言
column-nothing = 无结果
column-recorded = 已记录
column-failed = 未达成

## The contacts
contacts = 联系记录
contacts-shown = { $count ->
   *[other] 最近 { $shown } 条
  }
contacts-filtered = 最近 { $of } 条中的 { $shown } 条
contacts-back-to = · 至 { $day }
contacts-none = 已读取的记录中没有。
filter-reason = 原因：{ $reason }
filter-reason-clear = 显示所有原因
column-time = 时间
column-customer = 客户
column-channel = 渠道
column-reason = 原因
column-outcome = 结果
column-claim = 自报
column-verdict = 判定
column-agent = 坐席
column-queue = 队列
column-article = 文章
claim-resolved = 已解决
claim-unresolved = 未解决
claim-unknown = 未说明
verdict-passed = 已验证
verdict-pending = 未到期
verdict-failed = 未达成
verdict-not_first = 再次联系
verdict-excluded = 已排除
verdict-unlinkable = 客户未知
verdict-not_eligible = 我方发起
verdict-every = 全部判定
verdict-count = { $verdict }（{ $count }）
because-follow_up_promised = 承诺跟进
because-transferred = 已转接
because-escalated = 已升级
because-unresolved = 未解决
because-repeat_contact = 重复联系
because-disputed = 客户有异议
no-customer = 未知
no-reason = 未填原因
only-viewed = （看过，未使用）
place = { $at } / { $of }
more = 显示更多
more-search = 继续向前查找
waiting = { $count ->
   *[other] { $count } 条新联系记录
  }

## One matter
chain = 从首次联系起的整个问题
chain-reading = 正在读取此问题更早的联系…
chain-not-whole = 此问题的首次联系早于看板已读取的范围。
first = 首次联系
gap = { $span }后
gap-overlap = 在上一次尚未结束时
why-passed = 自报已解决，{ $window }内没有相关联系。
why-pending = 自报已解决，目前没有相关联系。时间窗到 { $until } 为止。
why-not_first = { $matter ->
    [reason] { $span }后因相同原因再次联系。
    [any] { $span }后再次联系。
    [linked] { $span }后再次联系；坐席标记为同一问题。
   *[family] { $span }后因同一大类的原因再次联系。
  }
why-not_first-overlap = { $matter ->
    [reason] 在因相同原因的较早联系尚未结束时到来。
    [any] 在较早的联系尚未结束时到来。
    [linked] 在较早的联系尚未结束时到来；坐席标记为同一问题。
   *[family] 在同一大类原因的较早联系尚未结束时到来。
  }
why-not_first-unknown = { $matter ->
    [reason] 时间窗内因相同原因再次联系。
    [any] 时间窗内再次联系。
    [linked] 时间窗内再次联系；坐席标记为同一问题。
   *[family] 时间窗内因同一大类的原因再次联系。
  }
why-repeat_contact = { $matter ->
    [reason] 自报已解决，但客户 { $span }后因相同原因再次联系。
    [any] 自报已解决，但客户 { $span }后再次联系。
    [linked] 自报已解决，但客户 { $span }后再次联系；坐席标记为同一问题。
   *[family] 自报已解决，但客户 { $span }后因同一大类的原因再次联系。
  }
why-repeat_contact-overlap = { $matter ->
    [reason] 自报已解决，但在结束之前又有因相同原因的联系。
    [any] 自报已解决，但在结束之前又有联系。
    [linked] 自报已解决，但在结束之前又有联系；坐席标记为同一问题。
   *[family] 自报已解决，但在结束之前又有同一大类原因的联系。
  }
why-repeat_contact-unknown = { $matter ->
    [reason] 自报已解决，但客户在时间窗内因相同原因再次联系。
    [any] 自报已解决，但客户在时间窗内再次联系。
    [linked] 自报已解决，但客户在时间窗内再次联系；坐席标记为同一问题。
   *[family] 自报已解决，但客户在时间窗内因同一大类的原因再次联系。
  }
why-follow_up_promised = 已向客户承诺跟进，一次联系并不够。
why-transferred = 已转给他人。
why-escalated = 已向上升级。
why-unresolved = 坐席没有标记为已解决。
why-disputed = 客户表示没有解决。
why-excluded = 不计入数据；已由审核人批准。
why-unlinkable = 不知道客户是谁，无法追踪，会降低覆盖率。
why-not_eligible = 由中心联系客户；此类联系绝不算重复。
