import django.db.models.deletion
import django.utils.timezone
import replies.models.printed_form
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('proposals', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='版次')),
                ('occasion', models.CharField(choices=[('signed', '签发'), ('closed', '报送办结')], max_length=8, verbose_name='缘由')),
                ('verification', models.CharField(max_length=20, unique=True, verbose_name='核验码')),
                ('snapshot', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pdf', models.FileField(blank=True, max_length=200, upload_to=replies.models.printed_form.printed_path)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': '定稿打印件',
                'verbose_name_plural': '定稿打印件',
                'ordering': ['reply', 'version'],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='第几项')),
                ('item', models.CharField(max_length=300, verbose_name='承诺事项')),
                ('promised_on', models.DateField(verbose_name='承诺完成日期')),
                ('due_on', models.DateField(verbose_name='现在的完成日期')),
                ('kept_on', models.DateField(blank=True, null=True, verbose_name='兑现日期')),
            ],
            options={
                'verbose_name': '承诺',
                'verbose_name_plural': '承诺',
                'ordering': ['reply', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版本')),
                ('saved_at', models.DateTimeField(auto_now_add=True, verbose_name='保存时间')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='说明')),
                ('title', models.CharField(blank=True, max_length=250, verbose_name='答复标题')),
                ('body', models.TextField(blank=True, max_length=100000, verbose_name='答复正文')),
                ('handling', models.TextField(blank=True, max_length=5000, verbose_name='办理情况')),
                ('document_number', models.CharField(blank=True, max_length=40, verbose_name='发文字号')),
                ('contact', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                ('annexes', models.TextField(blank=True, help_text='随答复附送的材料，一行一个，只写名称', max_length=500, verbose_name='附件说明')),
                ('copies_to', models.TextField(blank=True, help_text='一行一个单位', max_length=500, verbose_name='抄送')),
                ('classification', models.CharField(blank=True, choices=[('已采纳', '已采纳'), ('正在研究', '正在研究'), ('留作参考', '留作参考'), ('已解决', '已解决'), ('正在解决', '正在解决'), ('暂难解决', '暂难解决')], max_length=4, verbose_name='办理结果分类')),
                ('promises', models.JSONField(blank=True, default=list, verbose_name='承诺事项')),
                ('disclosure', models.CharField(blank=True, choices=[('主动公开·全文', '主动公开·全文'), ('主动公开·摘要', '主动公开·摘要'), ('依申请公开·全文', '依申请公开·全文'), ('依申请公开·摘要', '依申请公开·摘要'), ('不公开', '不公开')], max_length=8, verbose_name='公开属性')),
                ('disclosure_reason', models.CharField(blank=True, max_length=200, verbose_name='不予主动公开的理由')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='公开摘要')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='拟稿人')),
            ],
            options={
                'verbose_name': '答复稿',
                'verbose_name_plural': '答复稿',
                'ordering': ['reply', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('question', models.TextField(blank=True, max_length=2400, verbose_name='请会办的问题')),
                ('asked_on', models.DateField(verbose_name='请会办日期')),
                ('due_on', models.DateField(verbose_name='希望答复日期')),
                ('outcome', models.CharField(choices=[('waiting', '等待答复'), ('answered', '已答复'), ('dropped', '不再等待')], default='waiting', max_length=8, verbose_name='情况')),
                ('stance', models.CharField(blank=True, choices=[('同意', '同意'), ('有修改意见', '有修改意见')], max_length=5, verbose_name='对征求意见稿')),
                ('passages', models.TextField(blank=True, verbose_name='同意的段落')),
                ('answer', models.TextField(blank=True, max_length=20000, verbose_name='会办意见')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('answered_by', models.CharField(blank=True, max_length=60, verbose_name='答复人')),
                ('dropped_reason', models.CharField(blank=True, max_length=200, verbose_name='不再等待的原因')),
                ('correction_reason', models.CharField(blank=True, max_length=200, verbose_name='更正原因')),
                ('kept_reason', models.CharField(blank=True, max_length=200, verbose_name='文字改动后不再请确认的理由')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='replies.consultation', verbose_name='更正')),
                ('enclosure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_with', to='proposals.attachment')),
                ('helping', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_through', to='proposals.case')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.attachment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.unit', verbose_name='会办单位')),
                ('draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_about', to='replies.draft', verbose_name='征求意见稿')),
                ('kept_draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='replies.draft')),
                ('opinion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='replies.printedform')),
            ],
            options={
                'verbose_name': '会办',
                'verbose_name_plural': '会办',
                'ordering': ['reply', 'asked_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PrintJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('district', '区政府办公室'), ('office', '办公室')], max_length=10, verbose_name='身份')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='提交时间')),
                ('chosen_from', models.CharField(blank=True, max_length=300, verbose_name='筛选条件')),
                ('copies', models.JSONField(help_text='第几份，如 [3, 4]', verbose_name='份数')),
                ('each_deputy', models.BooleanField(default=False, verbose_name='提出人每位一份')),
                ('order', models.CharField(choices=[('number', '件号'), ('unit', '单位、件号'), ('name', '领衔代表姓名')], default='number', max_length=6, verbose_name='次序')),
                ('duplex', models.BooleanField(default=True, verbose_name='双面打印')),
                ('form', models.CharField(choices=[('pdf', '一个 PDF 文件'), ('zip', 'ZIP 压缩包，一件一件分开')], default='pdf', max_length=3, verbose_name='文件形式')),
                ('state', models.CharField(choices=[('waiting', '排队中'), ('making', '正在生成'), ('done', '已完成'), ('failed', '没有做成'), ('cancelled', '已取消')], default='waiting', max_length=9, verbose_name='状态')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='没有做成的原因')),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('beat_at', models.DateTimeField(blank=True, null=True)),
                ('total', models.PositiveIntegerField(verbose_name='件数')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已处理')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='', verbose_name='文件')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='字节')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='页数')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='print_jobs', to=settings.AUTH_USER_MODEL, verbose_name='打印人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.unit', verbose_name='打印单位')),
            ],
            options={
                'verbose_name': '打印任务',
                'verbose_name_plural': '打印任务',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PrintJobItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='序号')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='页数')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='没有打印的原因')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='replies.printjob')),
                ('printed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='replies.printedform', verbose_name='定稿')),
            ],
            options={
                'verbose_name': '打印任务中的建议',
                'verbose_name_plural': '打印任务中的建议',
                'ordering': ['job', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Printout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('copy', models.CharField(help_text='copies.Copy.key：3，或第一位代表的 2-1', max_length=8, verbose_name='第几份')),
                ('label', models.CharField(max_length=80, verbose_name='哪一份')),
                ('again', models.BooleanField(default=False, verbose_name='补打')),
                ('at', models.DateTimeField(verbose_name='打印时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='打印人')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='printouts', to='replies.printjob')),
                ('printed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printouts', to='replies.printedform', verbose_name='定稿')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.unit', verbose_name='打印单位')),
            ],
            options={
                'verbose_name': '打印记录',
                'verbose_name_plural': '打印记录',
                'ordering': ['printed', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PrintTaking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='取走时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取件人')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takings', to='replies.printjob')),
            ],
            options={
                'verbose_name': '取件记录',
                'verbose_name_plural': '取件记录',
                'ordering': ['job', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PromiseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('kind', models.CharField(choices=[('kept', '兑现'), ('changed', '改期'), ('told', '告知代表'), ('undone', '撤回兑现登记')], max_length=7, verbose_name='种类')),
                ('on', models.DateField(help_text='兑现、改期或告知的那一天', verbose_name='日期')),
                ('said', models.TextField(help_text='怎样兑现的，为什么改期，怎样告知的', max_length=1000, verbose_name='情况')),
                ('new_on', models.DateField(blank=True, null=True, verbose_name='改到')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='告知代表的日期')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='replies.promise')),
                ('proof', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.attachment')),
            ],
            options={
                'verbose_name': '承诺的办理',
                'verbose_name_plural': '承诺的办理',
                'ordering': ['promise', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='催办日')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='replies.consultation')),
            ],
            options={
                'verbose_name': '会办催办',
                'verbose_name_plural': '会办催办',
                'ordering': ['consultation', 'on'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='第几轮')),
                ('genre', models.CharField(choices=[('reply', '答复'), ('opinion', '会办意见')], default='reply', max_length=8)),
                ('occasion', models.CharField(choices=[('first', '首次答复'), ('again', '再次答复'), ('follow_up', '跟踪答复')], default='first', max_length=10, verbose_name='缘由')),
                ('opened_on', models.DateField(verbose_name='开始日期')),
                ('due_on', models.DateField(verbose_name='本轮期限')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='本轮结束日期')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签发时间')),
                ('document_number', models.CharField(blank=True, max_length=40, verbose_name='发文字号')),
                ('classification', models.CharField(blank=True, choices=[('已采纳', '已采纳'), ('正在研究', '正在研究'), ('留作参考', '留作参考'), ('已解决', '已解决'), ('正在解决', '正在解决'), ('暂难解决', '暂难解决')], max_length=4, verbose_name='办理结果分类')),
                ('disclosure', models.CharField(blank=True, choices=[('主动公开·全文', '主动公开·全文'), ('主动公开·摘要', '主动公开·摘要'), ('依申请公开·全文', '依申请公开·全文'), ('依申请公开·摘要', '依申请公开·摘要'), ('不公开', '不公开')], max_length=8, verbose_name='公开属性')),
                ('disclosure_reason', models.CharField(blank=True, max_length=200, verbose_name='不予主动公开的理由')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='全部送达日期')),
                ('finished_on', models.DateField(blank=True, null=True, verbose_name='补录的答复日期')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='proposals.case', verbose_name='办理件')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_draft', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed_as', to='replies.draft')),
                ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '答复',
                'verbose_name_plural': '答复',
                'ordering': ['case', 'round'],
            },
        ),
        migrations.AddField(
            model_name='promise',
            name='carried_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='replies.reply', verbose_name='转入的答复'),
        ),
        migrations.AddField(
            model_name='promise',
            name='reply',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='replies.reply', verbose_name='答复'),
        ),
        migrations.AddField(
            model_name='printedform',
            name='reply',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printed', to='replies.reply'),
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding', models.CharField(max_length=64)),
                ('rule', models.CharField(max_length=40)),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='原文')),
                ('message', models.CharField(max_length=500, verbose_name='检查的话')),
                ('reason', models.CharField(max_length=200, verbose_name='不改的理由')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='replies.reply')),
            ],
            options={
                'verbose_name': '不改的理由',
                'verbose_name_plural': '不改的理由',
                'ordering': ['reply', 'at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='打开时间')),
                ('mailed_to', models.EmailField(blank=True, max_length=254)),
                ('texted_to', models.CharField(blank=True, max_length=20, verbose_name='短信发到')),
                ('reminder', models.PositiveSmallIntegerField(default=0, verbose_name='第几次提醒')),
                ('wrong_facts', models.PositiveSmallIntegerField(default=0)),
                ('wrong_since', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.deputy')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='replies.reply')),
            ],
            options={
                'verbose_name': '征询链接',
                'verbose_name_plural': '征询链接',
                'ordering': ['reply', 'created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FinishedOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.CharField(blank=True, max_length=4, verbose_name='对办理结果')),
                ('plan', models.CharField(blank=True, max_length=4, verbose_name='对办理方案')),
                ('attitude', models.CharField(blank=True, max_length=4, verbose_name='对办理态度')),
                ('comment', models.TextField(blank=True, max_length=5000, verbose_name='意见和建议')),
                ('reply', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finished_opinion', to='replies.reply')),
            ],
            options={
                'verbose_name': '补录的代表意见',
                'verbose_name_plural': '补录的代表意见',
            },
        ),
        migrations.AddField(
            model_name='draft',
            name='reply',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='replies.reply'),
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='送达日期')),
                ('way', models.CharField(choices=[('当面', '当面送交'), ('邮寄', '邮寄'), ('微信', '微信'), ('邮件', '电子邮件'), ('网上', '代表打开链接')], max_length=2, verbose_name='送达方式')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.deputy', verbose_name='代表')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='replies.reply')),
            ],
            options={
                'verbose_name': '送达',
                'verbose_name_plural': '送达',
                'ordering': ['reply', 'on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('way', models.CharField(choices=[('走访', '走访'), ('座谈', '座谈'), ('电话', '电话'), ('微信', '微信'), ('不需走访', '代表提出不需走访'), ('未能联系', '未能联系上')], max_length=4, verbose_name='方式')),
                ('on', models.DateField(verbose_name='日期')),
                ('staff', models.CharField(max_length=60, verbose_name='联系人员')),
                ('summary', models.TextField(max_length=2000, verbose_name='沟通情况')),
                ('correction_reason', models.CharField(blank=True, max_length=200, verbose_name='更正原因')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='replies.contact', verbose_name='更正')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='proposals.deputy', verbose_name='代表')),
                ('record', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.attachment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='replies.reply')),
            ],
            options={
                'verbose_name': '代表沟通',
                'verbose_name_plural': '代表沟通',
                'ordering': ['reply', 'on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='consultation',
            name='reply',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='replies.reply'),
        ),
        migrations.CreateModel(
            name='Autosave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tab', models.CharField(max_length=32, verbose_name='窗口')),
                ('turn', models.PositiveIntegerField(verbose_name='第几次')),
                ('base', models.PositiveIntegerField(verbose_name='在第几稿上')),
                ('texts', models.JSONField(verbose_name='文字')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='保存时间')),
                ('left', models.BooleanField(default=False, verbose_name='窗口已关')),
                ('aside', models.BooleanField(default=False, verbose_name='收起来了')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁写的')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='autosaves', to='replies.reply')),
            ],
            options={
                'verbose_name': '自动保存的文字',
                'verbose_name_plural': '自动保存的文字',
                'ordering': ['reply', '-saved_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('on', models.DateField(verbose_name='日期')),
                ('way', models.CharField(choices=[('电话', '电话'), ('微信', '微信或短信'), ('上门', '上门'), ('信函', '信函')], max_length=2, verbose_name='方式')),
                ('outcome', models.CharField(choices=[('未联系上', '没有联系上'), ('以后再填', '代表说以后再填'), ('不愿签', '代表不愿填写或签名')], max_length=4, verbose_name='结果')),
                ('note', models.CharField(max_length=300, verbose_name='经过')),
                ('conclusion', models.CharField(blank=True, choices=[('拒签', '拒签'), ('联系不上', '联系不上')], max_length=4, verbose_name='结论')),
                ('is_current', models.BooleanField(default=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.deputy', verbose_name='代表')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='replies.reply')),
            ],
            options={
                'verbose_name': '征求意见的联系',
                'verbose_name_plural': '征求意见的联系',
                'ordering': ['reply', 'deputy', 'on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('check', '核稿'), ('sign', '签发')], max_length=6, verbose_name='环节')),
                ('outcome', models.CharField(choices=[('agreed', '同意'), ('amended', '修改后同意'), ('returned', '退回修改')], max_length=8, verbose_name='结果')),
                ('opinion', models.TextField(max_length=2000, verbose_name='意见')),
                ('on_behalf_of', models.CharField(blank=True, max_length=40, verbose_name='代谁签')),
                ('behalf_reason', models.CharField(blank=True, max_length=200, verbose_name='代签原因')),
                ('on', models.DateField(verbose_name='日期')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='replies.draft')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='replies.reply')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签名')),
            ],
            options={
                'verbose_name': '审核意见',
                'verbose_name_plural': '审核意见',
                'ordering': ['reply', 'at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('代填', '请工作人员代填'), ('面谈', '想当面谈')], max_length=2, verbose_name='请求')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='提出时间')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='办好时间')),
                ('outcome', models.CharField(blank=True, max_length=200, verbose_name='怎样办的')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.deputy')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='replies.invitation')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='replies.reply')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '代表的请求',
                'verbose_name_plural': '代表的请求',
                'ordering': ['reply', 'made_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('link', '代表网上本人填写'), ('paper', '工作人员按签名纸表录入'), ('dictated', '工作人员受代表委托代填')], max_length=8, verbose_name='来源')),
                ('result', models.CharField(blank=True, choices=[('满意', '满意'), ('基本满意', '基本满意'), ('理解', '理解'), ('不满意', '不满意')], max_length=4, verbose_name='对办理结果')),
                ('plan', models.CharField(blank=True, choices=[('满意', '满意'), ('基本满意', '基本满意'), ('理解', '理解'), ('不满意', '不满意')], max_length=4, verbose_name='对办理方案')),
                ('attitude', models.CharField(blank=True, choices=[('满意', '满意'), ('基本满意', '基本满意'), ('不满意', '不满意')], max_length=4, verbose_name='对办理态度')),
                ('comment', models.TextField(blank=True, max_length=5000, verbose_name='意见和建议')),
                ('signature_name', models.CharField(max_length=40, verbose_name='代表签名')),
                ('signed_as', models.CharField(choices=[('确认', '网上确认'), ('手写', '网上手写签名'), ('照片', '签名照片'), ('纸表', '纸表亲笔签名'), ('口述', '代表口述，没有签名')], default='确认', max_length=2, verbose_name='怎样签名')),
                ('signature_strokes', models.JSONField(blank=True, null=True, verbose_name='手写签名笔迹')),
                ('signature_photo', models.FileField(blank=True, max_length=200, upload_to='signatures/', verbose_name='签名照片')),
                ('signed_hash', models.CharField(blank=True, max_length=64, verbose_name='所签内容的SHA-256')),
                ('signed_on', models.DateField(verbose_name='签名日期')),
                ('receipt', models.CharField(max_length=40, unique=True, verbose_name='回执号')),
                ('came_by', models.CharField(blank=True, choices=[('当面', '当面'), ('邮寄', '邮寄'), ('微信', '微信'), ('电话', '电话')], max_length=2, verbose_name='怎样交来')),
                ('submitted_at', models.DateTimeField(auto_now_add=True, verbose_name='提交时间')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几次')),
                ('is_current', models.BooleanField(default=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='proposals.deputy', verbose_name='代表')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.attachment')),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='replies.invitation')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='replies.reply')),
                ('wish', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='replies.wish')),
            ],
            options={
                'verbose_name': '意见反馈',
                'verbose_name_plural': '意见反馈',
                'ordering': ['reply', 'deputy', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=30, verbose_name='主题')),
                ('text', models.TextField(max_length=2000, verbose_name='用语')),
                ('expires_on', models.DateField(verbose_name='有效期至')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='依据')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='replies.wording', verbose_name='取代')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='proposals.unit', verbose_name='单位')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '标准用语',
                'verbose_name_plural': '标准用语',
                'ordering': ['unit', 'topic', 'expires_on', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='printjob',
            index=models.Index(fields=['unit', 'role', '-created_at'], name='print_job_of_office'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['district', 'office'])), name='print_job_role_known'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'making', 'done', 'failed', 'cancelled'])), name='print_job_state_known'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('order__in', ['number', 'unit', 'name'])), name='print_job_order_known'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['pdf', 'zip'])), name='print_job_form_known'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total')), ('total__gte', 1)), name='print_job_counts'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state__in', ['waiting', 'making'])), models.Q(models.Q(('state__in', ['waiting', 'making']), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='print_job_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), models.Q(('sha256', ''), _negated=True)), models.Q(models.Q(('state', 'done'), _negated=True), ('file', ''), ('sha256', '')), _connector='OR'), name='print_job_done_is_hashed'),
        ),
        migrations.AddConstraint(
            model_name='printjobitem',
            constraint=models.UniqueConstraint(fields=('job', 'position'), name='print_item_position_once'),
        ),
        migrations.AddConstraint(
            model_name='printjobitem',
            constraint=models.UniqueConstraint(fields=('job', 'printed'), name='print_item_form_once'),
        ),
        migrations.AddConstraint(
            model_name='printjobitem',
            constraint=models.CheckConstraint(condition=models.Q(('pages', 0), ('reason', ''), _connector='OR'), name='print_item_printed_or_not'),
        ),
        migrations.AddIndex(
            model_name='printout',
            index=models.Index(fields=['printed', 'unit'], name='printout_of_office'),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.UniqueConstraint(condition=models.Q(('job__isnull', False)), fields=('job', 'printed', 'copy'), name='printout_once_a_job'),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('copy', ''), _negated=True), models.Q(('label', ''), _negated=True)), name='printout_names_its_copy'),
        ),
        migrations.AddConstraint(
            model_name='promisestep',
            constraint=models.UniqueConstraint(fields=('promise', 'number'), name='promise_step_once'),
        ),
        migrations.AddConstraint(
            model_name='promisestep',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='promise_step_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='promisestep',
            constraint=models.CheckConstraint(condition=models.Q(('said', ''), _negated=True), name='promise_step_has_words'),
        ),
        migrations.AddConstraint(
            model_name='promisestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'changed'), ('new_on__isnull', False)), models.Q(('kind__in', ['kept', 'told', 'undone']), ('new_on__isnull', True), ('told_on__isnull', True)), _connector='OR'), name='promise_step_whole'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('consultation', 'on'), name='reminder_once_a_working_day'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(fields=('case', 'round'), name='reply_round_once'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True)), fields=('case',), name='reply_one_open'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('round__gte', 1)), name='reply_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('genre__in', ['reply', 'opinion'])), name='reply_genre_known'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('classification__in', ['', '已采纳', '正在研究', '留作参考', '已解决', '正在解决', '暂难解决'])), name='reply_classification_known'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('disclosure__in', ['', '主动公开·全文', '主动公开·摘要', '依申请公开·全文', '依申请公开·摘要', '不公开'])), name='reply_disclosure_known'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handler__isnull', True), ('signed_at__isnull', True), ('signed_draft__isnull', True), ('signer__isnull', True)), models.Q(('finished_on__isnull', True), ('handler__isnull', False), ('signed_at__isnull', False), ('signed_draft__isnull', False), ('signer__isnull', False)), models.Q(('closed_on__isnull', False), ('finished_on__isnull', False), ('handler__isnull', True), ('signed_at__isnull', True), ('signer__isnull', True)), _connector='OR'), name='reply_signed_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('signed_at__isnull', True), ('genre', 'opinion'), models.Q(models.Q(('classification', ''), _negated=True), ('disclosure__in', ('主动公开·全文', '主动公开·摘要'))), models.Q(models.Q(('classification', ''), _negated=True), models.Q(('disclosure', ''), _negated=True), models.Q(('disclosure_reason', ''), _negated=True)), _connector='OR'), name='reply_signed_is_classified'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('signer__isnull', True), models.Q(('signer', models.F('handler')), _negated=True), _connector='OR'), name='reply_handler_never_signs'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('delivered_on__isnull', True), ('signed_at__isnull', False), _connector='OR'), name='reply_delivered_is_signed'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(fields=['kept_on', 'carried_to', 'due_on'], name='promise_by_day'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.UniqueConstraint(fields=('reply', 'position'), name='promise_position_once'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('position__range', (1, 10))), name='promise_counted'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('item', ''), _negated=True), name='promise_has_item'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('kept_on__isnull', True), ('carried_to__isnull', True), _connector='OR'), name='promise_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='printedform',
            constraint=models.UniqueConstraint(fields=('reply', 'version'), name='printed_version_once'),
        ),
        migrations.AddConstraint(
            model_name='printedform',
            constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['signed', 'closed'])), name='printed_occasion_known'),
        ),
        migrations.AddConstraint(
            model_name='printedform',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pdf', ''), ('sha256', '')), models.Q(models.Q(('pdf', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='printed_bytes_are_hashed'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.UniqueConstraint(fields=('reply', 'finding'), name='override_once'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='override_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('reply', 'deputy'), name='invitation_one_live'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('reminder__gt', 0)), fields=('reply', 'deputy', 'reminder'), name='invitation_reminds_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='invitation_expires_later'),
        ),
        migrations.AddConstraint(
            model_name='finishedopinion',
            constraint=models.CheckConstraint(condition=models.Q(('attitude__in', ['', '满意', '基本满意', '不满意']), ('plan__in', ['', '满意', '基本满意', '理解', '不满意']), ('result__in', ['', '满意', '基本满意', '理解', '不满意'])), name='finished_opinion_grades_known'),
        ),
        migrations.AddConstraint(
            model_name='finishedopinion',
            constraint=models.CheckConstraint(condition=models.Q(('attitude', ''), ('comment', ''), ('plan', ''), ('result', ''), _negated=True), name='finished_opinion_says_something'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('reply', 'number'), name='draft_number_once'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='draft_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('classification__in', ['', '已采纳', '正在研究', '留作参考', '已解决', '正在解决', '暂难解决'])), name='draft_classification_known'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('disclosure__in', ['', '主动公开·全文', '主动公开·摘要', '依申请公开·全文', '依申请公开·摘要', '不公开'])), name='draft_disclosure_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('reply', 'deputy'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['当面', '邮寄', '微信', '邮件', '网上'])), name='delivery_way_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('way', '网上'), ('recorded_by__isnull', False), _connector='OR'), name='delivery_by_hand_is_recorded'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['走访', '座谈', '电话', '微信', '不需走访', '未能联系'])), name='contact_way_known'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('summary', ''), _negated=True), name='contact_has_summary'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('correction_reason', ''), _negated=True), _connector='OR'), name='contact_correction_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'waiting')), fields=('reply', 'unit'), name='consultation_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'waiting'), ('answer', ''), ('answered_on__isnull', True)), models.Q(('outcome', 'answered'), models.Q(('answer', ''), _negated=True), ('answered_on__isnull', False)), models.Q(('outcome', 'dropped'), models.Q(('dropped_reason', ''), _negated=True)), _connector='OR'), name='consultation_answer_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('asked_on'))), name='consultation_due_not_before_asking'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('stance__in', ['', '同意', '有修改意见'])), name='consultation_stance_known'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('stance', ''), ('draft__isnull', False), _connector='OR'), name='consultation_stance_is_to_a_text'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('passages', ''), ('stance', '同意'), _connector='OR'), name='consultation_passages_are_agreed_to'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(models.Q(('correction_reason', ''), _negated=True), ('outcome', 'answered')), _connector='OR'), name='consultation_correction_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kept_draft__isnull', True), ('kept_reason', '')), models.Q(models.Q(('kept_reason', ''), _negated=True), ('kept_draft__isnull', False), ('stance', '同意')), _connector='OR'), name='consultation_kept_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='autosave',
            constraint=models.UniqueConstraint(fields=('reply', 'author', 'tab'), name='autosave_one_a_window'),
        ),
        migrations.AddConstraint(
            model_name='autosave',
            constraint=models.CheckConstraint(condition=models.Q(('tab', ''), _negated=True), name='autosave_names_its_window'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('reply', 'deputy'), name='attempt_one_current'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['电话', '微信', '上门', '信函'])), name='attempt_way_known'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['未联系上', '以后再填', '不愿签'])), name='attempt_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('conclusion', ''), models.Q(('conclusion', '拒签'), ('outcome', '不愿签')), models.Q(('conclusion', '联系不上'), ('outcome', '未联系上')), _connector='OR'), name='attempt_concludes_what_it_came_to'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='attempt_is_told'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome__in', ['agreed', 'amended']), ('step', 'sign')), fields=('reply',), name='review_one_signature'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['check', 'sign'])), name='review_step_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['agreed', 'amended', 'returned'])), name='review_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('opinion', ''), _negated=True), name='review_has_opinion'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('behalf_reason', ''), ('on_behalf_of', '')), models.Q(('step', 'sign'), models.Q(('on_behalf_of', ''), _negated=True), models.Q(('behalf_reason', ''), _negated=True)), _connector='OR'), name='review_behalf_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('reply', 'deputy', 'kind'), name='wish_one_open'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['代填', '面谈'])), name='wish_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='wish_settled_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(fields=('reply', 'deputy', 'number'), name='feedback_number_once'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('reply', 'deputy'), name='feedback_one_current'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('attitude__in', ['', '满意', '基本满意', '不满意']), ('plan__in', ['', '满意', '基本满意', '理解', '不满意']), ('result__in', ['', '满意', '基本满意', '理解', '不满意'])), name='feedback_grades_known'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('came_by', ''), ('channel', 'link'), ('entered_by__isnull', True), ('invitation__isnull', False), ('scan__isnull', True), ('wish__isnull', True)), models.Q(('channel', 'paper'), ('entered_by__isnull', False), ('invitation__isnull', True), ('scan__isnull', False), ('wish__isnull', True)), models.Q(('came_by__in', ['当面', '微信', '电话']), ('channel', 'dictated'), ('entered_by__isnull', False), ('invitation__isnull', True), ('scan__isnull', True), ('wish__isnull', False)), _connector='OR'), name='feedback_channel_tells_who'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('channel', 'paper'), models.Q(models.Q(('result', ''), _negated=True), models.Q(('plan', ''), _negated=True), models.Q(('attitude', ''), _negated=True)), _connector='OR'), name='feedback_unless_on_paper_is_complete'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('channel', 'paper'), models.Q(('comment', ''), _negated=True), models.Q(('result', '不满意'), ('plan', '不满意'), ('attitude', '不满意'), _connector='OR', _negated=True), _connector='OR'), name='feedback_unless_on_paper_says_why'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('came_by__in', ['', '当面', '邮寄', '微信', '电话'])), name='feedback_came_by_known'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('signature_name', ''), _negated=True), name='feedback_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'link'), ('signature_photo', ''), ('signature_strokes__isnull', True), ('signed_as', '确认')), models.Q(('channel', 'link'), ('signature_photo', ''), ('signature_strokes__isnull', False), ('signed_as', '手写')), models.Q(('channel', 'link'), ('signature_strokes__isnull', True), ('signed_as', '照片'), models.Q(('signature_photo', ''), _negated=True)), models.Q(('channel', 'paper'), ('signature_photo', ''), ('signature_strokes__isnull', True), ('signed_as', '纸表')), models.Q(('channel', 'dictated'), ('signature_photo', ''), ('signature_strokes__isnull', True), ('signed_as', '口述')), _connector='OR'), name='feedback_signature_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'link'), _negated=True), models.Q(('signed_hash', ''), _negated=True), _connector='OR'), name='feedback_link_binds_its_words'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('topic', ''), _negated=True), name='wording_has_topic'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='wording_has_text'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True)), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False)), _connector='OR'), name='wording_retired_is_whole'),
        ),
    ]
