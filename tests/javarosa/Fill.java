import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;
import org.opendatakit.validate.StubPropertyManager;

/**
 * Fills a form in as a person would with ODK Collect, whose engine (JavaRosa) this is, and tells what the form worked
 * out. Arguments: the form, the folder of its lists, and a folder for the finished forms or "-".
 *
 * From standard input, one household after another, each ended by an empty line: "path TAB answer", where a path is
 * "household/toilet" or "members[2]/sex", or "=review_date" for what a telephone fills in by itself. To standard output,
 * ended by an empty line: "name TAB value" for every value at the top of the form, "!path TAB why" for every answer that
 * the form did not take.
 */
public final class Fill {
    public static void main(String[] words) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new StubPropertyManager());
        ReferenceManager.instance().addReferenceFactory(new Lists(new File(words[1])));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, String> answers = new LinkedHashMap<>();
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isEmpty()) {
                String[] parts = line.split("\t", 2);
                answers.put(parts[0], parts[1]);
                continue;
            }
            fill(words[0], answers, out, words[2].equals("-") ? null : Path.of(words[2], number + ".xml"));
            number++;
            answers = new LinkedHashMap<>();
        }
        out.flush();
    }

    private static void fill(String form, Map<String, String> answers, PrintStream out, Path target) throws Exception {
        FormDef definition = XFormUtils.getFormFromFormXml(form, null);
        definition.initialize(true, new InstanceInitializationFactory());
        TreeElement root = definition.getMainInstance().getRoot();
        for (Map.Entry<String, String> each : answers.entrySet()) {
            if (each.getKey().startsWith("=")) {
                TreeElement element = root.getFirstChild(each.getKey().substring(1));
                IAnswerData value = AnswerDataFactory.templateByDataType(element.getDataType());
                definition.setValue(value.cast(new UncastData(each.getValue())), element.getRef(), true);
            }
        }
        walk(definition, answers, out);
        ValidateOutcome outcome = target == null ? null : definition.validate(false);
        if (outcome != null) {
            out.println("!" + path(outcome.failedPrompt.getReference()) + "\t" + outcome.outcome);
        }
        definition.postProcessInstance();
        for (int place = 0; place < root.getNumChildren(); place++) {
            TreeElement child = root.getChildAt(place);
            if (child.getNumChildren() == 0) {
                out.println(child.getName() + "\t" + (child.getValue() == null ? "" : child.getValue().uncast().getString()));
            }
        }
        out.println();
        if (target != null) {
            Files.write(target, new XFormSerializingVisitor().serializeInstance(definition.getMainInstance()));
        }
    }

    private static void walk(FormDef definition, Map<String, String> answers, PrintStream out) {
        FormEntryModel model = new FormEntryModel(definition);
        FormEntryController controller = new FormEntryController(model);
        int members = 1;
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_QUESTION) {
                answer(controller, model, answers, out);
            } else if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT
                    && answers.containsKey("members[" + (members + 1) + "]/name")) {
                controller.newRepeat();
                members++;
            }
            event = controller.stepToNextEvent();
        }
    }

    private static void answer(
            FormEntryController controller, FormEntryModel model, Map<String, String> answers, PrintStream out) {
        FormEntryPrompt prompt = model.getQuestionPrompt();
        String path = path(model.getFormIndex().getReference());
        String given = answers.get(path);
        if (given == null) {
            return;
        }
        int result = controller.answerQuestion(data(prompt, given), true);
        if (result != FormEntryController.ANSWER_OK) {
            out.println("!" + path + "\t" + result);
        }
    }

    private static IAnswerData data(FormEntryPrompt prompt, String given) {
        if (prompt.getControlType() == Constants.CONTROL_SELECT_ONE) {
            for (SelectChoice choice : prompt.getSelectChoices()) {
                if (choice.getValue().equals(given)) {
                    return new SelectOneData(choice.selection());
                }
            }
            throw new IllegalArgumentException(given + " is no choice of " + prompt.getQuestion().getBind());
        }
        return AnswerDataFactory.templateByDataType(prompt.getDataType()).cast(new UncastData(given));
    }

    /** "household/toilet", "members[2]/sex". */
    private static String path(TreeReference reference) {
        StringBuilder built = new StringBuilder();
        for (int level = 1; level < reference.size(); level++) {
            String name = reference.getName(level);
            built.append(level == 1 ? "" : "/").append(name);
            if (name.equals("members")) {
                built.append('[').append(reference.getMultiplicity(level) + 1).append(']');
            }
        }
        return built.toString();
    }

    /** Lists beside the form: jr://file-csv/households.csv. */
    private static final class Lists implements ReferenceFactory {
        private final File folder;

        Lists(File folder) {
            this.folder = folder;
        }

        @Override
        public boolean derives(String address) {
            return address.startsWith("jr://file");
        }

        @Override
        public Reference derive(String address) {
            return new Lying(address, new File(folder, address.substring(address.lastIndexOf('/') + 1)));
        }

        @Override
        public Reference derive(String address, String context) {
            return derive(address);
        }
    }

    private record Lying(String address, File file) implements Reference {
        @Override
        public boolean doesBinaryExist() {
            return file.exists();
        }

        @Override
        public InputStream getStream() throws java.io.IOException {
            return new FileInputStream(file);
        }

        @Override
        public String getURI() {
            return address;
        }

        @Override
        public String getLocalURI() {
            return file.getAbsolutePath();
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reference[] probeAlternativeReferences() {
            return new Reference[0];
        }
    }
}
